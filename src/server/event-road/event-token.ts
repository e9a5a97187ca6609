import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { EventKeys } from './event-keys.ts';

/** What the token of an event URL opens. */
export interface EventClaims {
  /** The one run that events are appended to. */
  runId: string;
  /** The call that they are made inside of; absent for the run itself. */
  parentCallId?: string;
  /** From when on it opens nothing, in seconds since the epoch. */
  expiresAt: number;
}

const VERSION = '1';
/** Longer than any that is signed; what is longer is not looked at. */
const LONGEST_TOKEN = 8192;
/** Signs in place of a key that is not known, so that it takes as long to refuse. */
const nobody = randomBytes(32).toString('base64url');

/**
 * Signs claims: `1.KEY.CLAIMS.CODE`, where CLAIMS is the base64url of the JSON array
 * `[runId, expiresAt, parentCallId?]` and CODE the base64url of the HMAC-SHA256 of all before it.
 */
export function signEventToken(keys: EventKeys, claims: EventClaims): string {
  const { runId, parentCallId, expiresAt } = claims;
  const list = [runId, expiresAt, ...(parentCallId === undefined ? [] : [parentCallId])];
  const text = Buffer.from(JSON.stringify(list)).toString('base64url');
  const signed = `${VERSION}.${keys.newest}.${text}`;
  return `${signed}.${keys.sign(keys.newest, signed)}`;
}

/**
 * What a token opens at a time (milliseconds since the epoch), or undefined. The time that takes
 * tells nothing of why, and nothing of the right code.
 */
export function verifyEventToken(
  keys: EventKeys,
  token: string,
  now: number,
): EventClaims | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, Math.max(0, end));
  const [version, keyId = '', text = ''] = signed.split('.');
  const right = keys.sign(keyId, signed) ?? keys.sign(keys.newest, nobody + signed) ?? '';
  // Compared as text: the last digit of the code has bits that its bytes do not show.
  if (!sameText(token.slice(end + 1), right) || version !== VERSION) return undefined;
  const claims = readClaims(text);
  return claims.expiresAt * 1000 > now ? claims : undefined;
}

function sameText(given: string, right: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(right);
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Only of what this code has signed. */
function readClaims(text: string): EventClaims {
  const [runId, expiresAt, parentCallId] = JSON.parse(
    Buffer.from(text, 'base64url').toString(),
  ) as [string, number, string | undefined];
  return { runId, expiresAt, ...(parentCallId !== undefined && { parentCallId }) };
}
