import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RuntimeFiles } from './runtime-files.ts';

/** Raise when the image's format, or what goes into one besides the named files, changes. */
const FORMAT = 1;

/** An image that is open and known to be whole. */
export interface OpenImage {
  fd: number;
  path: string;
  /** Whether it was made just now. */
  built: boolean;
  /** Whether it serves one sandbox only, which then closes the descriptor. */
  ownedBySandbox: boolean;
}

/** Names everything an image depends on: Pyodide, the guest's files, the hash seed, the format. */
export function imageKey(files: RuntimeFiles, hashSeed: number): string {
  const hash = createHash('sha256').update(`${FORMAT} ${files.pyodideVersion} ${hashSeed}`);
  for (const name of ['pyodide.asm.wasm', 'pyodide.asm.mjs', 'python_stdlib.zip']) {
    hash.update(` ${name} ${statSync(join(files.pyodideDir, name)).size}`);
  }
  for (const name of readdirSync(files.guestDir).sort()) {
    if (name.endsWith('.py')) hash.update(name).update(readFileSync(join(files.guestDir, name)));
  }
  return hash.digest('hex').slice(0, 32);
}

/**
 * The seed of Python's string hashes for images of this cache: drawn once, so that a program cannot
 * be prepared against it, and then kept, so that images made anew behave alike.
 */
export function readHashSeed(folder: string): number {
  const path = join(folder, 'hash-seed');
  for (;;) {
    try {
      const seed = Number(readFileSync(path, 'utf8').trim());
      if (Number.isSafeInteger(seed) && seed > 0 && seed < 2 ** 32) return seed;
      writeFileSync(path, newSeed(), { mode: 0o600 });
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      try {
        writeFileSync(path, newSeed(), { flag: 'wx', mode: 0o600 });
      } catch (race) {
        // Another process drew it at the same moment: read theirs.
        if ((race as { code?: string }).code !== 'EEXIST') throw race;
      }
    }
  }
}

function newSeed(): string {
  return `${randomBytes(4).readUInt32LE() || 1}\n`;
}

/** Puts a finished image in its place, with the hash that proves it whole beside it. */
export function seal(draft: string, path: string): void {
  const sum = createHash('sha256').update(readFileSync(draft)).digest('hex');
  writeFileSync(`${draft}.sha256`, `${sum}\n`, { mode: 0o400 });
  chmodSync(draft, 0o400);
  renameSync(`${draft}.sha256`, `${path}.sha256`);
  renameSync(draft, path);
}

/** Opens an image whose bytes are what they were when it was made; null for anything else. */
export function openVerified(path: string): { fd: number; path: string } | null {
  let fd: number | undefined;
  try {
    const expected = readFileSync(`${path}.sha256`, 'utf8').trim();
    fd = openSync(path, 'r');
    const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(fd, bytes, at, bytes.length - at, at);
      if (count === 0) break;
      at += count;
    }
    if (createHash('sha256').update(bytes).digest('hex') === expected) return { fd, path };
  } catch {
    // Missing or unreadable: the caller makes a new one.
  }
  if (fd !== undefined) closeSync(fd);
  return null;
}
