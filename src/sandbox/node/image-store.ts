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
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RuntimeFiles } from './runtime-files.ts';

/** Raise when something goes into an image that `imageKey` does not look at. */
const FORMAT = 3;
const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 24 * HOUR_MS;

/** An image that is open and known to be whole. */
export interface VerifiedImage {
  fd: number;
  path: string;
  /** SHA-256 of its bytes: what an image is called by whoever refers to it. */
  sha256: string;
}

/** Names everything an image is made from: Pyodide, the guest, gate and glue, the hash seed, V8. */
export function imageKey(files: RuntimeFiles, hashSeed: number): string {
  const made = [FORMAT, files.pyodideVersion, hashSeed, process.versions.v8, process.arch];
  const hash = createHash('sha256').update(made.join(' '));
  for (const name of ['pyodide.asm.wasm', 'pyodide.asm.mjs', 'pyodide.mjs', 'python_stdlib.zip']) {
    const { size, mtimeMs } = statSync(join(files.pyodideDir, name));
    hash.update(` ${name} ${size} ${mtimeMs}`);
  }
  const childDir = dirname(files.imageBuilder);
  for (const [folder, pattern] of [
    [files.guestDir, /\.py$/],
    [childDir, /^(build-image|glue|glue-source|image-file|import-gate|lean-table)\.[jt]s$/],
  ] as const) {
    for (const name of readdirSync(folder).sort()) {
      if (pattern.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** Where the cache says which image belongs to a key. */
export function referencePath(folder: string, key: string): string {
  return join(folder, `python-${key}.ref`);
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

/** Names a finished image by its content, and then lets the key refer to it. */
export function seal(draft: string, folder: string, key: string): void {
  const sha256 = createHash('sha256').update(readFileSync(draft)).digest('hex');
  chmodSync(draft, 0o400);
  renameSync(draft, join(folder, `${sha256}.img`));
  // Images of one key differ in their bytes: a reference that is replaced points to a whole image
  // before and after, whoever else makes one at the same time.
  const reference = referencePath(folder, key);
  const next = `${reference}.${randomBytes(4).toString('hex')}`;
  writeFileSync(next, `${sha256}\n`, { mode: 0o600 });
  renameSync(next, reference);
}

/** Opens the image of a key when its bytes are what its name says; null for anything else. */
export function openVerified(folder: string, key: string): VerifiedImage | null {
  let fd: number | undefined;
  try {
    const sha256 = readFileSync(referencePath(folder, key), 'utf8').trim();
    if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
    const path = join(folder, `${sha256}.img`);
    fd = openSync(path, 'r');
    const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(fd, bytes, at, bytes.length - at, at);
      if (count === 0) break;
      at += count;
    }
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return { fd, path, sha256 };
  } catch {
    // Missing or unreadable: the caller makes a new one.
  }
  if (fd !== undefined) closeSync(fd);
  return null;
}

/** Removes drafts that nobody finishes any more, and images that no key has for a month. */
export function tidy(folder: string): void {
  const names = readdirSync(folder);
  const referred = new Set<string>();
  for (const name of names.filter((one) => one.endsWith('.ref'))) {
    referred.add(`${readFileSync(join(folder, name), 'utf8').trim()}.img`);
  }
  for (const name of names) {
    const path = join(folder, name);
    const age = Date.now() - statSync(path).mtimeMs;
    const draft = /\.(draft|ref)\.|\.draft$/.test(name) && age > HOUR_MS;
    const orphan = name.endsWith('.img') && !referred.has(name) && age > HOUR_MS;
    const old = /\.(img|ref)$/.test(name) && age > MONTH_MS;
    if (draft || orphan || old) rmSync(path, { force: true });
  }
}
