import { randomBytes } from 'node:crypto';
import { ServerError } from '../server-error.ts';

/** Makes a token that nobody guesses: 32 characters of base64url. */
export function makeServerToken(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Checks a token that a person chose.
 *
 * @throws ServerError `invalid_token`; the message does not hold the token.
 */
export function checkServerToken(token: string): void {
  if (/^[\x21-\x7e]{16,1000}$/.test(token)) return;
  const rule = 'a token has 16 characters or more, printable ASCII without spaces';
  const fix = 'leave it out and one is made';
  throw new ServerError('invalid_token', `The token cannot be used: ${rule}; ${fix}`);
}
