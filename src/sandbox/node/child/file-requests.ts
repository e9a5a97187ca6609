import type {
  FileEntry,
  FileFacts,
  FileKind,
  FileOperation,
  FileStatus,
} from '../../common/file-operations.ts';
import { packJsonAndBytes, unpackJsonAndBytes } from '../../common/frames.ts';
import { type EmscriptenFs, ERRNO, type FsNode } from './emscripten.ts';
import { changeFiles } from './file-changes.ts';
import { isReadOnly, isStanding, realPath, refuseReadOnly } from './file-guard.ts';
import { childOf, children, copyTree, removeNode, removeTree } from './file-trees.ts';

const EMPTY = new Uint8Array();
const MOST_NAMES = 100_000;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/** A request as it comes: `guarded` ones may not change the interpreter's own folders. */
export type FileRequest = FileOperation & { id: number; guarded?: boolean };

const REASONS: Partial<Record<keyof typeof ERRNO, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EEXIST: 'a file of that name is in the way',
  EFBIG: 'it is too large',
  EINVAL: 'that cannot be done with it',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'its name is too long',
  // Clients of the published host look for these words to tell it from a directory.
  ENOENT: 'not found: there is no such file or directory',
  ENOSPC: 'the session has no space left (limit diskBytes)',
  ENOTDIR: 'it, or a part of its path, is not a directory',
  ENOTEMPTY: 'the directory is not empty',
  EPERM: 'that is not possible here',
  EROFS: 'that belongs to the interpreter and cannot be changed',
};

const CODES = new Map<number, keyof typeof ERRNO>(
  Object.entries(ERRNO).map(([code, errno]) => [errno, code as keyof typeof ERRNO]),
);

/** Serves one request of the host for the session's files; a failure is an answer, not a throw. */
export function serveFileRequest(fs: EmscriptenFs, payload: Uint8Array): Uint8Array {
  const { json, bytes } = unpackJsonAndBytes(payload);
  const request = json as FileRequest;
  const { id } = request;
  try {
    const answer = perform(fs, request, bytes);
    if (answer instanceof Uint8Array) return packJsonAndBytes({ id, ok: true }, answer);
    return packJsonAndBytes({ id, ok: true, ...answer }, EMPTY);
  } catch (error) {
    const { errno } = error as { errno?: number };
    const code = errno === undefined ? 'EIO' : (CODES.get(errno) ?? 'EIO');
    const reason =
      errno === undefined ? (error as Error).message : (REASONS[code] ?? `errno ${errno}`);
    return packJsonAndBytes({ id, ok: false, code, reason }, EMPTY);
  }
}

function perform(
  fs: EmscriptenFs,
  request: FileRequest,
  bytes: Uint8Array,
): Uint8Array | FileFacts | undefined {
  const { path, guarded = false } = request;
  const guard = (target: string, follow: boolean): void => {
    if (guarded) refuseReadOnly(fs, target, follow);
  };
  switch (request.op) {
    case 'read':
      requireFile(fs, path);
      if (fs.stat(path).size > (request.mostBytes ?? Number.POSITIVE_INFINITY)) {
        throw new fs.ErrnoError(ERRNO.EFBIG);
      }
      return fs.readFile(path);
    case 'write':
    case 'append': {
      guard(path, true);
      const parent = path.slice(0, path.lastIndexOf('/'));
      if (request.op === 'write' && request.parents && parent !== '') fs.mkdirTree(parent);
      if (exists(fs, path)) requireFile(fs, path);
      return put(fs, path, request.op === 'write' ? 'w' : 'a', bytes);
    }
    case 'change':
      changeFiles(fs, bytes);
      return;
    case 'list':
      return { entries: list(fs, path) };
    case 'stat':
    case 'lstat':
      return { status: statusOf(fs, path, request.op === 'lstat') };
    case 'mkdir':
      guard(path, true);
      if (request.parents) fs.mkdirTree(path, FOLDER_MODE);
      else fs.mkdir(path, FOLDER_MODE);
      if (!fs.isDir(fs.stat(path).mode)) throw new fs.ErrnoError(ERRNO.EEXIST);
      return;
    case 'remove': {
      guard(path, false);
      const node = nodeAt(fs, path, false);
      if (request.recursive) removeTree(fs, node, guarded);
      else removeNode(fs, node, guarded);
      return;
    }
    case 'rename':
      return rename(fs, path, request.to, guarded);
    case 'copy':
      guard(request.to, true);
      return copy(fs, path, request.to, request.recursive === true);
    case 'symlink':
      guard(path, false);
      fs.symlink(request.to, path);
      return;
    case 'readlink':
      return { text: fs.readlink(path) };
    case 'realpath':
      return { text: fs.getPath(nodeAt(fs, path, true)) };
    case 'chmod':
      guard(path, true);
      // Without its own permissions nothing could be found any more, nor they be given back.
      if (guarded && nodeAt(fs, path, true).parent === nodeAt(fs, path, true)) {
        throw new fs.ErrnoError(ERRNO.EPERM);
      }
      fs.chmod(path, request.mode & 0o7777);
      return;
    case 'utimes': {
      guard(path, true);
      const node = nodeAt(fs, path, true);
      node.atime = request.accessedMs;
      node.mtime = request.modifiedMs;
    }
  }
}

function put(fs: EmscriptenFs, path: string, flags: 'w' | 'a', bytes: Uint8Array): undefined {
  const stream = fs.open(path, flags, FILE_MODE);
  try {
    fs.write(stream, bytes, 0, bytes.length);
  } finally {
    fs.close(stream);
  }
}

function rename(fs: EmscriptenFs, path: string, to: string, guarded: boolean): undefined {
  // Real paths: Emscripten compares the texts to keep a folder from being moved into itself.
  const [from, target] = [realPath(fs, path, false), realPath(fs, to, false)];
  if (guarded) {
    if (isReadOnly(from) || isReadOnly(target)) throw new fs.ErrnoError(ERRNO.EROFS);
    for (const one of [from, target]) {
      const { node } = fs.lookupPath(one, { noent_okay: true });
      if (node !== undefined && isStanding(fs, node)) throw new fs.ErrnoError(ERRNO.EBUSY);
    }
  }
  fs.rename(from, target);
}

function copy(fs: EmscriptenFs, path: string, to: string, recursive: boolean): undefined {
  const source = nodeAt(fs, path, !recursive);
  if (fs.isDir(source.mode) && !recursive) throw new fs.ErrnoError(ERRNO.EISDIR);
  const target = realPath(fs, to, true);
  const from = fs.getPath(source);
  if (target === from || target.startsWith(`${from}/`)) throw new fs.ErrnoError(ERRNO.EINVAL);
  const slash = target.lastIndexOf('/');
  const folder = nodeAt(fs, target.slice(0, slash) || '/', true);
  if (!fs.isDir(folder.mode)) throw new fs.ErrnoError(ERRNO.ENOTDIR);
  const name = target.slice(slash + 1);
  // Onto itself by another name there is only one way: a link, which `target` has followed.
  if (childOf(folder, name) === source) throw new fs.ErrnoError(ERRNO.EINVAL);
  copyTree(fs, source, folder, name);
}

function list(fs: EmscriptenFs, path: string): FileEntry[] {
  const folder = nodeAt(fs, path, true);
  if (!fs.isDir(folder.mode)) throw new fs.ErrnoError(ERRNO.ENOTDIR);
  const errno = fs.nodePermissions(folder, 'r');
  if (errno !== 0) throw new fs.ErrnoError(errno);
  const nodes = children(folder);
  if (nodes.length > MOST_NAMES) throw new Error(`it has more than ${MOST_NAMES} entries`);
  const entries = nodes.map(({ name, mode }) => ({ name, kind: kindOf(fs, mode) }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statusOf(fs: EmscriptenFs, path: string, ofLinkItself: boolean): FileStatus {
  const { mode, size, mtime, ino } = fs.stat(path, ofLinkItself);
  return { kind: kindOf(fs, mode), mode, size, modifiedMs: mtime.getTime(), inode: ino };
}

function kindOf(fs: EmscriptenFs, mode: number): FileKind {
  if (fs.isFile(mode)) return 'file';
  if (fs.isDir(mode)) return 'directory';
  return fs.isLink(mode) ? 'symlink' : 'other';
}

function nodeAt(fs: EmscriptenFs, path: string, follow: boolean): FsNode {
  const { node } = fs.lookupPath(path, { follow });
  if (node === undefined) throw new fs.ErrnoError(ERRNO.ENOENT);
  return node;
}

function exists(fs: EmscriptenFs, path: string): boolean {
  try {
    fs.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Devices are no files: reading one could block, writing one would speak for the program. */
function requireFile(fs: EmscriptenFs, path: string): void {
  const { mode } = fs.stat(path);
  if (fs.isDir(mode)) throw new fs.ErrnoError(ERRNO.EISDIR);
  if (!fs.isFile(mode)) throw new fs.ErrnoError(ERRNO.EACCES);
}
