import { accessSync, closeSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultCacheDir } from '../../sandbox/node/image-cache.ts';
import { imageKey, openVerified, readHashSeed } from '../../sandbox/node/image-store.ts';
import type { RuntimeFiles } from '../../sandbox/node/runtime-files.ts';

/** The state of the interpreter image that makes starting fast. */
export interface ImageCheck {
  /** `unwritable`: each start makes its own image, which takes seconds. */
  state: 'ready' | 'absent' | 'damaged' | 'unwritable';
  /** The image, or the cache folder where there is no image. */
  path: string;
  bytes?: number;
  detail: string;
}

/** Looks at the image without making one. */
export function checkImage(files: RuntimeFiles): ImageCheck {
  const folder = defaultCacheDir();
  const absent = 'it is made by the first run, which takes a few seconds';
  if (!existsSync(join(folder, 'hash-seed'))) {
    return isWritable(folder)
      ? { state: 'absent', path: folder, detail: absent }
      : unwritable(folder);
  }
  let path: string;
  try {
    path = join(folder, `python-${imageKey(files, readHashSeed(folder))}.img`);
  } catch {
    return unwritable(folder);
  }
  const image = openVerified(path);
  if (image !== null) {
    closeSync(image.fd);
    return { state: 'ready', path, bytes: statSync(path).size, detail: 'whole and up to date' };
  }
  if (!isWritable(folder)) return unwritable(folder);
  if (!existsSync(path)) return { state: 'absent', path: folder, detail: absent };
  return { state: 'damaged', path, detail: 'it is made anew by the next run' };
}

function unwritable(path: string): ImageCheck {
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
