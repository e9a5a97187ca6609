import { createHash, createHmac, type Hmac, randomBytes } from 'node:crypto';
import { EventKeyError } from './event-key-error.ts';

/** Shortest key: as long as what it signs with. */
const SHORTEST_KEY = 32;

/** The keys that sign the URLs of the event road: the newest signs, all of them verify. */
export interface EventKeys {
  /** Id of the key that signs. */
  readonly newest: string;
  /** The code of a text under a key; undefined for a key that is not known. */
  sign(keyId: string, text: string): string | undefined;
  /**
   * Puts a new key in front. URLs that were signed with one of the three before it stay good.
   * Rejects with an EventKeyError; the keys are then as they were.
   */
  rotate(): Promise<void>;
}

/** Keeps the keys after a rotation, the newest first. */
export type KeepKeys = (keys: readonly string[]) => Promise<void>;

/** How many keys there are at most after a rotation. */
const MOST_KEYS = 4;

/** Makes a key: 32 random bytes in base64url. */
export function makeEventKey(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Takes keys, the newest first: texts of at least 32 characters that nobody can guess.
 *
 * @throws EventKeyError `event_key_invalid` for one that is too short, named by its place.
 */
export function createEventKeys(keys: readonly string[], keep: KeepKeys): EventKeys {
  let newest = '';
  let byId = new Map<string, string>();
  const take = (given: readonly string[]): void => {
    byId = new Map(given.map((key, index) => [keyId(checkKey(key, index)), key]));
    newest = keyId(given[0] as string);
  };
  if (keys.length === 0) throw new EventKeyError('event_key_invalid', 'There is no event key');
  take(keys);
  return {
    get newest() {
      return newest;
    },
    sign(id, text) {
      const key = byId.get(id);
      return key === undefined ? undefined : hmac(key).update(text).digest('base64url');
    },
    async rotate() {
      const next = [makeEventKey(), ...byId.values()].slice(0, MOST_KEYS);
      await keep(next);
      take(next);
    },
  };
}

function hmac(key: string): Hmac {
  return createHmac('sha256', key);
}

/** Says which key signed, and nothing about it that helps to guess it. */
function keyId(key: string): string {
  return createHash('sha256').update(`causeway event key ${key}`).digest('base64url').slice(0, 8);
}

function checkKey(key: string, index: number): string {
  if (key.length >= SHORTEST_KEY) return key;
  throw new EventKeyError(
    'event_key_invalid',
    `Event key ${index + 1} has ${key.length} characters; a key has at least ${SHORTEST_KEY}`,
  );
}
