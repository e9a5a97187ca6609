import { join } from 'node:path';
import { EventKeyError } from './event-key-error.ts';
import { createEventKeys, type EventKeys } from './event-keys.ts';
import { KEY_FILE, readKeyFile, replaceKeyFile } from './key-file.ts';

export interface EventKeySource {
  /** The folder whose file `event-keys` holds the keys; it is made on the first start. */
  folder: string;
  /** Default `process.env`. */
  env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Loads the keys of event URLs: those of `CAUSEWAY_EVENT_KEY`, separated by commas with the newest
 * first, or else those of the data folder. Two processes that start at once end up with one key.
 *
 * Rejects with an EventKeyError for a file that cannot be read or that others can read, and for a
 * key of fewer than 32 characters.
 */
export async function loadEventKeys({
  folder,
  env = process.env,
}: EventKeySource): Promise<EventKeys> {
  const given = env.CAUSEWAY_EVENT_KEY?.trim() ?? '';
  if (given !== '') {
    return from(
      'CAUSEWAY_EVENT_KEY',
      given.split(',').map((key) => key.trim()),
      () =>
        Promise.reject(
          new EventKeyError(
            'event_key_fixed',
            'The event keys come from CAUSEWAY_EVENT_KEY; set it to "NEW,OLD" and start again',
          ),
        ),
    );
  }
  const keys = await readKeyFile(folder);
  return from(join(folder, KEY_FILE), keys, (next) => replaceKeyFile(folder, next));
}

function from(
  source: string,
  keys: readonly string[],
  keep: (next: readonly string[]) => Promise<void>,
): EventKeys {
  try {
    return createEventKeys(keys, keep);
  } catch (error) {
    if (!(error instanceof EventKeyError)) throw error;
    throw new EventKeyError(error.code, `${source}: ${error.message}`);
  }
}
