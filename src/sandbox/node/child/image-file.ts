import { fstatSync, readSync, readvSync } from 'node:fs';
import type { GlueParts } from './glue.ts';
import type { LinkRecord } from './libraries/library-record.ts';

/**
 * File format of an interpreter image: the non-zero pages of a wasm memory, the glue that goes with
 * it, and files.
 * u32 magic, u32 heap bytes, u32 number of runs, u32 bytes of JSON, u32 offset of data; then the
 * runs as pairs of u32 (offset in the heap, length); then the JSON; then, page-aligned, the runs'
 * bytes one after another; then the glue's source, its bytecode, and the bytes of the files. All
 * little-endian.
 */
const IMAGE_MAGIC = 0x32495743;
const PAGE_BYTES = 4096;
const FIXED_BYTES = 20;
// One readv takes at most this many buffers on every supported system.
const MOST_BUFFERS = 1024;

export interface ImageMeta {
  /** Address of the Python function that takes each batch. */
  entry: number;
  /** Dynamic libraries that this memory has loaded. */
  link?: LinkRecord | undefined;
}

/** A file of the session that belongs to an image. */
export interface ImageFile {
  path: string;
  content: Uint8Array;
  executable: boolean;
}

/** The JSON of an image: where the bytes of its glue and its files end is told by their sizes. */
interface Head extends ImageMeta {
  glue: { sourceBytes: number; bytecodeBytes: number };
  files: [path: string, bytes: number, executable: boolean][];
}

export interface Image {
  heapBytes: number;
  meta: ImageMeta;
  readGlue(): GlueParts;
  /** Reads the pages into a heap of at least `heapBytes`. */
  copyInto(heap: Uint8Array): void;
  /** Reads the files; their contents share one buffer. */
  readFiles(): ImageFile[];
}

/** What an image has beside its memory. */
export interface ImageParts {
  meta: ImageMeta;
  glue: GlueParts;
  files: readonly ImageFile[];
}

/** Cuts a whole heap into the runs of pages that are not all zero, and puts the rest behind them. */
export function encodeImage(heap: Uint8Array, { meta, glue, files }: ImageParts): Uint8Array[] {
  const runs: [number, number][] = [];
  const zero = Buffer.alloc(PAGE_BYTES);
  const bytes = Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength);
  for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
    const page = bytes.subarray(at, at + PAGE_BYTES);
    if (page.equals(zero.subarray(0, page.length))) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === at) last[1] += page.length;
    else runs.push([at, page.length]);
  }
  const { source, bytecode } = glue;
  const json = Buffer.from(
    JSON.stringify({
      ...meta,
      glue: { sourceBytes: source.length, bytecodeBytes: bytecode.length },
      files: files.map(({ path, content, executable }) => [path, content.length, executable]),
    } satisfies Head),
  );
  const headBytes = FIXED_BYTES + runs.length * 8 + json.length;
  const dataOffset = Math.ceil(headBytes / PAGE_BYTES) * PAGE_BYTES;
  const head = Buffer.alloc(dataOffset);
  for (const [index, value] of [
    IMAGE_MAGIC,
    heap.length,
    runs.length,
    json.length,
    dataOffset,
  ].entries()) {
    head.writeUInt32LE(value, index * 4);
  }
  for (const [index, [offset, length]] of runs.entries()) {
    head.writeUInt32LE(offset, FIXED_BYTES + index * 8);
    head.writeUInt32LE(length, FIXED_BYTES + index * 8 + 4);
  }
  json.copy(head, FIXED_BYTES + runs.length * 8);
  const pages = runs.map(([offset, length]) => bytes.subarray(offset, offset + length));
  return [head, ...pages, source, bytecode, ...files.map(({ content }) => content)];
}

/** Reads an image's head from an open descriptor; throws when it is not a whole image. */
export function openImage(fd: number): Image {
  const fixed = Buffer.alloc(FIXED_BYTES);
  readFully(fd, fixed, 0);
  const word = (index: number): number => fixed.readUInt32LE(index * 4);
  const [magic, heapBytes, runCount, jsonBytes, dataOffset] = [0, 1, 2, 3, 4].map(word) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (magic !== IMAGE_MAGIC) throw new Error('not an interpreter image');
  const rest = Buffer.alloc(runCount * 8 + jsonBytes);
  readFully(fd, rest, FIXED_BYTES);
  const runs: [number, number][] = [];
  let dataBytes = 0;
  for (let index = 0; index < runCount; index += 1) {
    const run: [number, number] = [rest.readUInt32LE(index * 8), rest.readUInt32LE(index * 8 + 4)];
    if (run[0] + run[1] > heapBytes) throw new Error('a run lies outside the heap');
    dataBytes += run[1];
    runs.push(run);
  }
  const { glue, files, ...meta } = JSON.parse(rest.toString('utf8', runCount * 8)) as Head;
  const glueOffset = dataOffset + dataBytes;
  const filesOffset = glueOffset + glue.sourceBytes + glue.bytecodeBytes;
  const fileBytes = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (fstatSync(fd).size !== filesOffset + fileBytes) throw new Error('the image is cut short');
  return {
    heapBytes,
    meta,
    readGlue() {
      const both = Buffer.allocUnsafeSlow(filesOffset - glueOffset);
      readFully(fd, both, glueOffset);
      const at = glue.sourceBytes;
      return { source: both.subarray(0, at), bytecode: both.subarray(at) };
    },
    copyInto(heap) {
      let at = dataOffset;
      for (let first = 0; first < runs.length; first += MOST_BUFFERS) {
        const views = runs
          .slice(first, first + MOST_BUFFERS)
          .map(([offset, length]) => heap.subarray(offset, offset + length));
        const wanted = views.reduce((sum, view) => sum + view.length, 0);
        if (readvSync(fd, views, at) !== wanted) throw new Error('the image is cut short');
        at += wanted;
      }
    },
    readFiles() {
      const all = Buffer.allocUnsafeSlow(fileBytes);
      if (fileBytes > 0) readFully(fd, all, filesOffset);
      let at = 0;
      return files.map(([path, bytes, executable]) => {
        const content = all.subarray(at, at + bytes);
        at += bytes;
        return { path, content, executable };
      });
    },
  };
}

function readFully(fd: number, target: Buffer, position: number): void {
  if (readSync(fd, target, 0, target.length, position) !== target.length) {
    throw new Error('the image is cut short');
  }
}
