import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './open-database.ts';

/**
 * Largest blob that stands in the database, in bytes. Measured: up to here one commit is quicker than
 * a file with its syncs, and the log does not carry large contents twice.
 */
export const INLINE_BYTES: number = 128 * 1024;

/** Bytes of a whole blob are written in pieces: one call takes no more than this everywhere. */
const PIECE_BYTES = 16 * 1024 * 1024;

const PARTIAL = '.partial';

/** The large blobs of a journal: one file each, named by its id, in 256 folders. */
export class BlobFiles {
  readonly #root: string;

  constructor(directory: string) {
    this.#root = join(directory, 'blobs');
  }

  /** Writes a blob; durable, whole and under its name when this returns. */
  write(id: string, content: Uint8Array): void {
    const path = this.#path(id);
    if (existsSync(path) && statSync(path).size === content.length) return;
    const folder = join(path, '..');
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      syncFolder(this.#root);
      syncFolder(join(this.#root, '..'));
    }
    const partial = `${path}${PARTIAL}`;
    try {
      const file = openSync(partial, 'w', 0o600);
      try {
        for (let at = 0; at < content.length; ) {
          at += writeSync(file, content, at, Math.min(PIECE_BYTES, content.length - at));
        }
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(partial, path);
      syncFolder(folder);
    } catch (fault) {
      rmSync(partial, { force: true });
      throw fault;
    }
  }

  read(id: string): Promise<Uint8Array> {
    return readFile(this.#path(id));
  }

  remove(id: string): void {
    rmSync(this.#path(id), { force: true });
  }

  /** Names of the files that are there: ids, and what a killed process left half written. */
  *names(): Generator<string> {
    if (!existsSync(this.#root)) return;
    for (const folder of readdirSync(this.#root)) yield* readdirSync(join(this.#root, folder));
  }

  #path(id: string): string {
    // Behind `sha256-`, so that the files spread evenly.
    return join(this.#root, id.slice(7, 9), id);
  }
}
