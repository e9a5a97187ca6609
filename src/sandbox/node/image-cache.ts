import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from './image-build.ts';
import { imageKey, type OpenImage, openVerified, readHashSeed, seal } from './image-store.ts';
import type { RuntimeFiles } from './runtime-files.ts';

export interface ImageCacheOptions {
  files: RuntimeFiles;
  /** Default: `CAUSEWAY_CACHE_DIR`, else `causeway` in the user's cache folder. */
  cacheDir?: string | undefined;
  /**
   * `shared` (default): sessions of this cache share an image, and with it the seed of Python's
   * string hashes. `fresh`: an image of its own for this call, which takes seconds to make.
   */
  hashSeed?: 'shared' | 'fresh' | undefined;
  /** Called before an image is made, which takes seconds. */
  onBuild?: (() => void) | undefined;
}

export function defaultCacheDir(): string {
  const { CAUSEWAY_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (CAUSEWAY_CACHE_DIR) return CAUSEWAY_CACHE_DIR;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'causeway');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'causeway');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'causeway');
  return join(homedir(), '.cache', 'causeway');
}

/** One open image per cache folder and process: its descriptor serves every session. */
const opened = new Map<string, Promise<OpenImage>>();

/**
 * Opens the interpreter image, making it where it is missing, unreadable or of another version. A
 * cache folder that cannot be written only costs time: the image is then made in a temporary folder.
 */
export async function openInterpreterImage(options: ImageCacheOptions): Promise<OpenImage> {
  const { files, onBuild } = options;
  if (options.hashSeed === 'fresh') {
    onBuild?.();
    return { ...(await buildAside(files, randomSeed())), ownedBySandbox: true };
  }
  const folder = options.cacheDir ?? defaultCacheDir();
  const known = opened.get(folder);
  if (known !== undefined) return known;
  const opening = openOrBuild(folder, files, onBuild);
  opened.set(folder, opening);
  opening.catch(() => opened.delete(folder));
  return opening;
}

async function openOrBuild(
  folder: string,
  files: RuntimeFiles,
  onBuild: (() => void) | undefined,
): Promise<OpenImage> {
  let seed: number;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    seed = readHashSeed(folder);
  } catch {
    onBuild?.();
    return buildAside(files, randomSeed());
  }
  const path = join(folder, `python-${imageKey(files, seed)}.img`);
  const existing = openVerified(path);
  if (existing !== null) return { ...existing, built: false, ownedBySandbox: false };
  onBuild?.();
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await buildImage(files, seed, draft);
    seal(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    if (!isUnwritable(error)) throw error;
    return buildAside(files, seed);
  }
  const made = openVerified(path);
  if (made === null) throw new Error(`The interpreter image ${path} cannot be read back`);
  return { ...made, built: true, ownedBySandbox: false };
}

/** Makes an image outside the cache; on POSIX systems the open descriptor is all that stays. */
async function buildAside(files: RuntimeFiles, seed: number): Promise<OpenImage> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-'));
  try {
    const path = join(folder, 'python.img');
    const draft = `${path}.draft`;
    await buildImage(files, seed, draft);
    seal(draft, path);
    const made = openVerified(path);
    if (made === null) throw new Error(`The interpreter image ${path} cannot be read back`);
    return { ...made, built: true, ownedBySandbox: false };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function randomSeed(): number {
  return randomBytes(4).readUInt32LE();
}

function isUnwritable(error: unknown): boolean {
  const { code } = error as { code?: string };
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOENT', 'ENOTDIR'].includes(code ?? '');
}
