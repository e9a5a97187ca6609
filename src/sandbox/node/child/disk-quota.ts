import { type EmscriptenFs, ERRNO, type FsNode } from './emscripten.ts';

/** What a file costs beside its bytes: many empty files use memory too. */
const BYTES_PER_NODE = 1024;
/** As on most systems, in characters. */
const LONGEST_NAME = 255;
const LONGEST_TARGET = 4096;

/**
 * Bounds the memory that files take. Going over raises OSError ENOSPC in Python. Usage is counted
 * up as it grows and recounted from the tree only when the count reaches the quota, so that
 * deleting or rewriting files gives space back.
 */
export function limitDisk(fs: EmscriptenFs, bytes: number): void {
  const memfs = fs.filesystems.MEMFS;
  const atStart = usage(fs);
  let used = 0;
  const claim = (more: number): void => {
    if (more <= 0) return;
    if (used + more > bytes) {
      used = usage(fs) - atStart;
      if (used + more > bytes) throw new fs.ErrnoError(ERRNO.ENOSPC);
    }
    used += more;
  };

  const { expandFileStorage, resizeFileStorage, createNode } = memfs;
  const folder = memfs.ops_table.dir.node;
  const { symlink, rename } = folder;
  folder.symlink = (parent, name, target) => {
    checkLength(fs, target, LONGEST_TARGET);
    return symlink.call(folder, parent, name, target);
  };
  folder.rename = (node, parent, name) => {
    checkLength(fs, name, LONGEST_NAME);
    rename.call(folder, node, parent, name);
  };
  const stream = memfs.ops_table.file.stream;
  const { write } = stream;
  memfs.expandFileStorage = (node, wanted) => {
    const has = capacity(node);
    // The real function grows by an eighth at least, to make appending cheap.
    if (wanted > has) claim(Math.max(wanted - has, has >> 3));
    expandFileStorage.call(memfs, node, wanted);
  };
  memfs.resizeFileStorage = (node, size) => {
    claim(size - capacity(node));
    resizeFileStorage.call(memfs, node, size);
  };
  stream.write = (file, buffer, offset, length, position, canOwn) => {
    // The first write to an empty file allocates without going through expandFileStorage.
    if (file.node.usedBytes === 0 && position === 0) claim(length - capacity(file.node));
    return write.call(stream, file, buffer, offset, length, position, canOwn);
  };
  memfs.createNode = (parent, name, mode, dev) => {
    checkLength(fs, name, LONGEST_NAME);
    claim(BYTES_PER_NODE);
    return createNode.call(memfs, parent, name, mode, dev);
  };
}

/** Names and link targets are strings of JavaScript, which no quota counts. */
function checkLength(fs: EmscriptenFs, text: string, longest: number): void {
  if (text.length > longest) throw new fs.ErrnoError(ERRNO.ENAMETOOLONG);
}

/** What a file holds, in bytes of either sign: those that Python writes first are signed. */
function capacity({ contents }: FsNode): number {
  return ArrayBuffer.isView(contents) ? contents.byteLength : 0;
}

function usage(fs: EmscriptenFs): number {
  let total = 0;
  const seen = new Set<FsNode>();
  const add = (node: FsNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    total += BYTES_PER_NODE + capacity(node);
  };
  for (const head of fs.nameTable) {
    for (let node = head; node; node = node.name_next) add(node);
  }
  // Deleted files that are still open live on.
  // Not a loop over indexes: a program can duplicate a descriptor to a number in the billions.
  fs.streams.forEach((open) => {
    if (open) add(open.node);
  });
  return total;
}
