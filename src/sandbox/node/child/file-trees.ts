import { type EmscriptenFs, ERRNO, type FsNode } from './emscripten.ts';
import { isReadOnly, isStanding, shortPath } from './file-guard.ts';

/*
 * Walks over nodes, not paths: a program can nest folders so deep that the paths alone would take
 * all the time and memory there is.
 */

/**
 * Removes a file or a folder with all that is below. What cannot be removed stays, the rest goes, and
 * the first failure is thrown at the end. `guarded`: the interpreter's own folders stay.
 */
export function removeTree(fs: EmscriptenFs, start: FsNode, guarded: boolean): void {
  let failure: unknown;
  const pending: { node: FsNode; opened: boolean }[] = [{ node: start, opened: false }];
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const { node } = top;
    if (fs.isDir(node.mode) && !top.opened && !(guarded && isReadOnly(shortPath(fs, node)))) {
      top.opened = true;
      for (const child of children(node)) pending.push({ node: child, opened: false });
      continue;
    }
    pending.pop();
    try {
      removeNode(fs, node, guarded);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

/** Removes a file, a link or an empty folder. */
export function removeNode(fs: EmscriptenFs, node: FsNode, guarded: boolean): void {
  const { parent, name } = node;
  if (guarded && isReadOnly(shortPath(fs, node))) throw new fs.ErrnoError(ERRNO.EROFS);
  const held = node === parent || fs.isMountpoint(node) || (guarded && isStanding(fs, node));
  if (held) throw new fs.ErrnoError(ERRNO.EBUSY);
  refuseForbidden(fs, parent, 'wx');
  if (fs.isDir(node.mode)) parent.node_ops.rmdir(parent, name);
  else parent.node_ops.unlink(parent, name);
  fs.destroyNode(node);
}

/** Copies a file, a link or, with all that is below, a folder. A device on the way is an error. */
export function copyTree(fs: EmscriptenFs, source: FsNode, folder: FsNode, name: string): void {
  const pending = [{ source, folder, name }];
  const made: { node: FsNode; mode: number }[] = [];
  try {
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { source: from, folder: into } = next;
      refuseForbidden(fs, from, fs.isDir(from.mode) ? 'rx' : fs.isLink(from.mode) ? '' : 'r');
      const existing = childOf(into, next.name);
      if (existing === undefined) refuseForbidden(fs, into, 'wx');
      if (!fs.isDir(from.mode)) {
        const node = copyLeaf(fs, from, into, next.name, existing);
        if (existing === undefined) made.push({ node, mode: from.mode });
        continue;
      }
      if (existing !== undefined && !fs.isDir(existing.mode)) {
        throw new fs.ErrnoError(ERRNO.ENOTDIR);
      }
      const node = existing ?? into.node_ops.mknod(into, next.name, from.mode | 0o700, 0);
      if (existing === undefined) made.push({ node, mode: from.mode });
      for (const child of children(from)) {
        pending.push({ source: child, folder: node, name: child.name });
      }
    }
  } finally {
    // Last: what may not be written could not have been filled.
    for (const { node, mode } of made) node.mode = mode;
  }
}

function copyLeaf(
  fs: EmscriptenFs,
  source: FsNode,
  folder: FsNode,
  name: string,
  existing: FsNode | undefined,
): FsNode {
  if (existing !== undefined && fs.isDir(existing.mode)) throw new fs.ErrnoError(ERRNO.EISDIR);
  if (fs.isLink(source.mode)) {
    if (existing !== undefined) removeNode(fs, existing, false);
    return folder.node_ops.symlink(folder, name, source.node_ops.readlink(source));
  }
  if (!fs.isFile((existing ?? source).mode) || !fs.isFile(source.mode)) {
    throw new fs.ErrnoError(ERRNO.EACCES);
  }
  const target = existing ?? folder.node_ops.mknod(folder, name, source.mode | 0o200, 0);
  const content = contentOf(source);
  const stream = fs.open(target, 'w');
  try {
    fs.write(stream, content, 0, content.length);
  } finally {
    fs.close(stream);
  }
  return target;
}

function contentOf(file: FsNode): Uint8Array {
  const { contents, usedBytes } = file;
  if (!ArrayBuffer.isView(contents)) return new Uint8Array();
  return new Uint8Array(contents.buffer, contents.byteOffset, usedBytes);
}

export function children(folder: FsNode): FsNode[] {
  return Object.values((folder.contents ?? {}) as Record<string, FsNode>);
}

/** Names such as `constructor` are files like any other. */
export function childOf(folder: FsNode, name: string): FsNode | undefined {
  const contents = (folder.contents ?? {}) as Record<string, FsNode>;
  return Object.hasOwn(contents, name) ? contents[name] : undefined;
}

function refuseForbidden(fs: EmscriptenFs, node: FsNode, permissions: string): void {
  const errno = fs.nodePermissions(node, permissions);
  if (errno !== 0) throw new fs.ErrnoError(errno);
}
