import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildImage } from './image-build.ts';
import {
  imageKey,
  openVerified,
  readHashSeed,
  seal,
  tidy,
  type VerifiedImage,
} from './image-store.ts';
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
  onBuild?: ((reason: ImageBuildReason) => void) | undefined;
}

/**
 * Why an image has to be made. `unwritable`: the cache cannot keep it, so every start makes one.
 * `packages`: packages are put into it for the first time.
 */
export interface ImageBuildReason {
  reason: 'absent' | 'fresh' | 'unwritable' | 'packages';
  /** The cache folder. */
  folder: string;
}

export interface OpenImage extends VerifiedImage {
  /** Whether it serves one sandbox only, which then closes the descriptor. */
  ownedBySandbox: boolean;
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
  const folder = options.cacheDir ?? defaultCacheDir();
  if (options.hashSeed === 'fresh') {
    onBuild?.({ reason: 'fresh', folder });
    const image = await makeAside((draft) => buildImage(files, randomSeed(), draft));
    return { ...image, ownedBySandbox: true };
  }
  const known = opened.get(folder);
  if (known !== undefined) return known;
  const opening = openOrBuild(folder, files, onBuild).then((image) => ({
    ...image,
    ownedBySandbox: false,
  }));
  opened.set(folder, opening);
  opening.catch(() => opened.delete(folder));
  return opening;
}

async function openOrBuild(
  folder: string,
  files: RuntimeFiles,
  onBuild: ImageCacheOptions['onBuild'],
): Promise<VerifiedImage> {
  let seed: number;
  try {
    if (!existsSync(join(folder, 'hash-seed'))) makeFolder(folder);
    seed = readHashSeed(folder);
  } catch {
    onBuild?.({ reason: 'unwritable', folder });
    return makeAside((draft) => buildImage(files, randomSeed(), draft));
  }
  return openOrMake(folder, imageKey(files, seed), {
    make: (draft) => buildImage(files, seed, draft),
    onMake: (reason) => onBuild?.({ reason, folder }),
  });
}

export interface ImageMaking {
  /** Writes the image to a file that does not exist yet. */
  make: (draft: string) => Promise<void>;
  /** Called before an image is made: it is not there, or cannot be kept in the folder. */
  onMake: (reason: 'absent' | 'unwritable') => void;
}

/** Opens the image of a key; makes it where there is none, aside where the folder cannot keep it. */
export async function openOrMake(
  folder: string,
  key: string,
  { make, onMake }: ImageMaking,
): Promise<VerifiedImage> {
  const existing = openVerified(folder, key);
  if (existing !== null) return existing;
  onMake('absent');
  const draft = join(folder, `${key}.${randomBytes(4).toString('hex')}.draft`);
  try {
    await make(draft);
    seal(draft, folder, key);
    tidy(folder);
  } catch (error) {
    rmSync(draft, { force: true });
    if (!isUnwritable(error)) throw error;
    onMake('unwritable');
    return makeAside(make);
  }
  return requireImage(folder, key);
}

/** Makes an image outside the cache; on POSIX systems the open descriptor is all that stays. */
export async function makeAside(make: ImageMaking['make']): Promise<VerifiedImage> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-'));
  try {
    const draft = join(folder, 'draft');
    await make(draft);
    seal(draft, folder, 'aside');
    return requireImage(folder, 'aside');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireImage(folder: string, key: string): VerifiedImage {
  const image = openVerified(folder, key);
  if (image === null) throw new Error(`The interpreter image in ${folder} cannot be read back`);
  return image;
}

/** Level by level: Node's own recursion does not end below a folder such as /proc. */
function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const path of missing.reverse()) mkdirSync(path, { mode: 0o700 });
}

function randomSeed(): number {
  return randomBytes(4).readUInt32LE();
}

function isUnwritable(error: unknown): boolean {
  const { code } = error as { code?: string };
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOENT', 'ENOTDIR'].includes(code ?? '');
}
