import { accessSync, closeSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultCacheDir } from './image-cache.ts';
import { imageKey, openVerified, readHashSeed, referencePath } from './image-store.ts';
import type { RuntimeFiles } from './runtime-files.ts';

/** The state of the interpreter image that makes starting fast. */
export interface ImageStatus {
  /** `unwritable`: each start makes its own image, which takes seconds. */
  state: 'ready' | 'absent' | 'damaged' | 'unwritable';
  /** The image, or the cache folder where there is no image. */
  path: string;
  bytes?: number;
  detail: string;
}

/** Looks at the image without making one. */
export function imageStatus(files: RuntimeFiles): ImageStatus {
  const folder = defaultCacheDir();
  const absent: ImageStatus = {
    state: 'absent',
    path: folder,
    detail: 'it is made by the first run, which takes a few seconds',
  };
  if (!existsSync(join(folder, 'hash-seed'))) {
    return isWritable(folder) ? absent : unwritable(folder);
  }
  let key: string;
  try {
    key = imageKey(files, readHashSeed(folder));
  } catch {
    return unwritable(folder);
  }
  const image = openVerified(folder, key);
  if (image !== null) {
    closeSync(image.fd);
    const { path } = image;
    return { state: 'ready', path, bytes: statSync(path).size, detail: 'whole and up to date' };
  }
  if (!isWritable(folder)) return unwritable(folder);
  const path = referencePath(folder, key);
  if (!existsSync(path)) return absent;
  return { state: 'damaged', path, detail: 'it is made anew by the next run' };
}

function unwritable(path: string): ImageStatus {
  const detail = 'each start takes seconds; make the folder writable or set CAUSEWAY_CACHE_DIR';
  return { state: 'unwritable', path, detail };
}

/** Whether a folder can be written, or made. */
function isWritable(folder: string): boolean {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return statSync(nearest).isDirectory();
  } catch {
    return false;
  }
}
