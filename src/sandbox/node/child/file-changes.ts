import { unpackJsonAndBytes } from '../../common/frames.ts';
import type { EmscriptenFs } from './emscripten.ts';

/** What to do with files in one step. Paths are absolute and normalized. */
export interface FileChanges {
  /** Those that are not there are passed over. */
  remove: string[];
  /** In the order in which their bytes follow. */
  write: { path: string; length: number; mode: number }[];
  /** Folders that stay when the removal leaves them empty. */
  keep: string[];
}

/** The time that folders were given last: one that was removed and made again gets another. */
let latest = 0;

const NOT_PERMITTED = 2;
const NOT_THERE = 44;
const IS_DIRECTORY = 31;
const NOT_A_DIRECTORY = 54;
const MODE_BITS = 0o7777;

/**
 * Removes and writes files: everything, or nothing when one thing fails. Python can't look in
 * between, because it waits while this runs.
 */
export function changeFiles(fs: EmscriptenFs, payload: Uint8Array): void {
  const { json, bytes } = unpackJsonAndBytes(payload);
  const { remove, write, keep } = json as FileChanges;
  const step = new Step(fs);
  try {
    for (const path of remove) step.remove(path);
    let at = 0;
    for (const { path, length, mode } of write) {
      step.write(path, bytes.subarray(at, at + length), mode);
      at += length;
    }
  } catch (error) {
    step.undo();
    throw error;
  }
  step.showChanges();
  const kept = new Set(keep);
  for (const path of [...remove, ...write.map((file) => file.path)]) {
    ignoreErrno(() => removeBytecode(fs, path));
  }
  for (const path of remove) ignoreErrno(() => removeEmptyFolders(fs, parentOf(path), kept));
}

/** Changes that can be taken back. */
class Step {
  readonly #fs: EmscriptenFs;
  readonly #undo: (() => void)[] = [];
  /** Folders whose entries changed, with the time they had before. */
  readonly #touched = new Map<string, number>();

  constructor(fs: EmscriptenFs) {
    this.#fs = fs;
  }

  remove(path: string): void {
    const fs = this.#fs;
    const mode = modeOf(fs, path);
    // Links and devices are not what was written here.
    if (mode === null || !fs.isFile(mode)) return;
    const { mtime } = fs.stat(path);
    const content = fs.readFile(path);
    this.#touch(parentOf(path));
    fs.unlink(path);
    this.#undo.push(() => {
      put(fs, path, content, mode);
      fs.utime(path, mtime.getTime(), mtime.getTime());
    });
  }

  write(path: string, content: Uint8Array, mode: number): void {
    const fs = this.#fs;
    this.#makeFolders(parentOf(path));
    const present = modeOf(fs, path);
    if (present !== null) {
      if (fs.isDir(present)) throw new fs.ErrnoError(IS_DIRECTORY);
      if (!fs.isFile(present)) throw new fs.ErrnoError(NOT_PERMITTED);
      this.remove(path);
    }
    this.#touch(parentOf(path));
    this.#undo.push(() => {
      if (modeOf(fs, path) !== null) fs.unlink(path);
    });
    put(fs, path, content, mode);
  }

  undo(): void {
    for (const take of this.#undo.reverse()) take();
    this.showChanges();
  }

  /**
   * Gives every folder that changed a time it never had: Python keeps what a folder holds until its
   * time is another, and two changes can fall into one millisecond.
   */
  showChanges(): void {
    latest = Math.max(Date.now(), latest + 1, ...[...this.#touched.values()].map((one) => one + 1));
    for (const folder of this.#touched.keys()) {
      if (modeOf(this.#fs, folder) !== null) this.#fs.utime(folder, latest, latest);
    }
  }

  #makeFolders(folder: string): void {
    if (folder === '' || modeOf(this.#fs, folder) !== null) return;
    const parent = parentOf(folder);
    this.#makeFolders(parent);
    this.#touch(parent);
    this.#fs.mkdir(folder);
    this.#touch(folder);
    this.#undo.push(() => this.#fs.rmdir(folder));
  }

  #touch(folder: string): void {
    const path = folder === '' ? '/' : folder;
    if (!this.#touched.has(path)) this.#touched.set(path, this.#fs.stat(path).mtime.getTime());
  }
}

/** Writes a whole file; unlike the one of Emscripten, closes it also when that fails. */
function put(fs: EmscriptenFs, path: string, content: Uint8Array, mode: number): void {
  const stream = fs.open(path, 'w', mode & MODE_BITS);
  try {
    if (content.length > 0) fs.write(stream, content, 0, content.length);
  } finally {
    fs.close(stream);
  }
}

/** Python may have kept a compiled form of a module that is gone. */
function removeBytecode(fs: EmscriptenFs, path: string): void {
  const [, folder = '', module] = /^(.*)\/([^/]+)\.py$/.exec(path) ?? [];
  const cache = `${folder}/__pycache__`;
  if (module === undefined || modeOf(fs, cache) === null) return;
  for (const name of fs.readdir(cache)) {
    if (name.startsWith(`${module}.`) && name.endsWith('.pyc')) fs.unlink(`${cache}/${name}`);
  }
  if (isEmpty(fs, cache)) fs.rmdir(cache);
}

function removeEmptyFolders(fs: EmscriptenFs, folder: string, keep: ReadonlySet<string>): void {
  if (folder === '' || keep.has(folder)) return;
  const mode = modeOf(fs, folder);
  if (mode !== null && (!fs.isDir(mode) || !isEmpty(fs, folder))) return;
  if (mode !== null) fs.rmdir(folder);
  removeEmptyFolders(fs, parentOf(folder), keep);
}

function isEmpty(fs: EmscriptenFs, folder: string): boolean {
  return fs.readdir(folder).every((name) => name === '.' || name === '..');
}

/** Type and permissions of what a path names, itself and not where it leads; null for nothing. */
function modeOf(fs: EmscriptenFs, path: string): number | null {
  try {
    return fs.stat(path, true).mode;
  } catch (error) {
    const { errno } = error as { errno?: number };
    if (errno === NOT_THERE || errno === NOT_A_DIRECTORY) return null;
    throw error;
  }
}

/** What is left over is tidied up where that can be done; the change itself is made. */
function ignoreErrno(tidy: () => void): void {
  try {
    tidy();
  } catch (error) {
    if ((error as { errno?: number }).errno === undefined) throw error;
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
