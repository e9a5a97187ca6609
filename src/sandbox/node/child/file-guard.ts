import { type EmscriptenFs, ERRNO, type FsNode } from './emscripten.ts';

/** The interpreter's own files and devices, and what a shell takes for its programs. */
const READ_ONLY = ['/bin', '/dev', '/lib', '/proc', '/usr'];
/** Folders that are there whatever happens; what is in them may go. */
const STANDING = ['/', '/home', '/tmp', '/workspace'];

/** Where a path really leads. What does not exist of it is as it was given. */
export function realPath(fs: EmscriptenFs, path: string, follow: boolean): string {
  let rest = '';
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    try {
      const last = rest === '';
      const options = { follow: follow || !last, noent_okay: last };
      const { path: found, node } = fs.lookupPath(at || '/', options);
      const real = node === undefined ? found : fs.getPath(node);
      return rest === '' ? real : `${real === '/' ? '' : real}${rest}`;
    } catch (error) {
      if ((error as { errno?: number }).errno !== ERRNO.ENOENT || at === '') throw error;
      rest = at.slice(at.lastIndexOf('/')) + rest;
    }
  }
}

/** Whether somebody who is not the host may change nothing at a real path and below. */
export function isReadOnly(path: string): boolean {
  return READ_ONLY.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** Whether a folder must stay where it is. */
export function isStanding(fs: EmscriptenFs, node: FsNode): boolean {
  return fs.isDir(node.mode) && STANDING.includes(shortPath(fs, node));
}

/** The path of a node at most one level below the root; empty for a deeper one. */
export function shortPath(fs: EmscriptenFs, node: FsNode): string {
  return node === node.parent || node.parent === node.parent.parent ? fs.getPath(node) : '';
}

/** Throws `EROFS` where a path leads into a folder that is the interpreter's. */
export function refuseReadOnly(fs: EmscriptenFs, path: string, follow: boolean): void {
  if (isReadOnly(realPath(fs, path, follow))) throw new fs.ErrnoError(ERRNO.EROFS);
}
