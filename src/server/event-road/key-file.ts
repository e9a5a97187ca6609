import { constants } from 'node:fs';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { EventKeyError } from './event-key-error.ts';
import { makeEventKey } from './event-keys.ts';

/** Name of the file in a data folder that holds the keys: one a line, the newest first. */
export const KEY_FILE = 'event-keys';

/** Reads the keys of a data folder; makes the first one where there is none. */
export async function readKeyFile(folder: string): Promise<string[]> {
  const path = join(folder, KEY_FILE);
  try {
    return (await readKeys(path)) ?? (await makeKeyFile(folder, path));
  } catch (cause) {
    throw told(path, cause);
  }
}

/** Puts keys in place of those that are there, all at once. */
export async function replaceKeyFile(folder: string, keys: readonly string[]): Promise<void> {
  const path = join(folder, KEY_FILE);
  try {
    await rename(await writeAside(path, keys), path);
  } catch (cause) {
    throw told(path, cause);
  }
}

async function makeKeyFile(folder: string, path: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = await writeAside(path, [makeEventKey()]);
  try {
    // A link is made whole or not at all, and never over another process's file.
    await link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(aside);
  }
  return (await readKeys(path)) ?? [];
}

async function writeAside(path: string, keys: readonly string[]): Promise<string> {
  const aside = `${path}.${process.pid}.${makeEventKey().slice(0, 8)}`;
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(`${keys.join('\n')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return aside;
}

async function readKeys(path: string): Promise<string[] | undefined> {
  const file = await openKeyFile(path);
  if (file === undefined) return undefined;
  try {
    const { mode } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new EventKeyError(
        'event_key_exposed',
        `The event keys in ${path} can be read or changed by others (mode ` +
          `${(mode & 0o777).toString(8)}); run "chmod 600 ${path}", and rotate them if others were there`,
      );
    }
    const keys = (await file.readFile('utf8')).split('\n').map((line) => line.trim());
    return keys.filter((line) => line !== '');
  } finally {
    await file.close();
  }
}

async function openKeyFile(path: string) {
  try {
    // Not blocking, so that a pipe in its place holds nobody up.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function told(path: string, cause: unknown): EventKeyError {
  if (cause instanceof EventKeyError) return cause;
  const { message } = cause as Error;
  return new EventKeyError(
    'event_key_unreadable',
    `The event keys in ${path} cannot be read or written (${message}); make the file and its ` +
      'folder yours, or set CAUSEWAY_EVENT_KEY',
    { cause },
  );
}
