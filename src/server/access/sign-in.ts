import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a browser stays signed in, in seconds: 30 days. */
export const SESSION_SECONDS = 2_592_000;
/** How long a link that nobody has opened is good for, in milliseconds: an hour. */
const LINK_MS = 3_600_000;
/** Links that wait to be opened; the oldest goes when there are more. */
const MOST_LINKS = 100;

/**
 * Knows whoever has the server's token. A browser's cookie is signed with a key that comes from
 * the token: it outlives a restart of the server, and a new token ends it.
 */
export class SignIn {
  readonly #digest: Buffer;
  readonly #key: Buffer;
  readonly #now: () => number;
  /** One-time keys with the time from when on they are not good, in milliseconds. */
  readonly #links = new Map<string, number>();
  /** Cookies that were signed out before their time. */
  readonly #revoked = new Set<string>();

  constructor(token: string, now: () => number = Date.now) {
    this.#digest = digest(token);
    this.#key = createHmac('sha256', token).update('causeway session').digest();
    this.#now = now;
  }

  isToken(given: string): boolean {
    return timingSafeEqual(digest(given), this.#digest);
  }

  /** Makes a key that can be exchanged for a session once. */
  makeLinkKey(): string {
    const key = randomBytes(24).toString('base64url');
    this.#links.set(digest(key).toString('base64'), this.#now() + LINK_MS);
    const [oldest] = this.#links.keys();
    if (this.#links.size > MOST_LINKS && oldest !== undefined) this.#links.delete(oldest);
    return key;
  }

  /** Takes a key that `makeLinkKey` made; false for any other, and the second time. */
  takeLinkKey(given: string): boolean {
    // Looked up by its digest: how long that takes says nothing of the key.
    const name = digest(given).toString('base64');
    const goodUntil = this.#links.get(name);
    this.#links.delete(name);
    return goodUntil !== undefined && goodUntil > this.#now();
  }

  /** Makes the value of a session's cookie. */
  makeSession(): string {
    const expires = Math.floor(this.#now() / 1000) + SESSION_SECONDS;
    const claims = `${expires}.${randomBytes(12).toString('base64url')}`;
    return `${claims}.${this.#sign(claims)}`;
  }

  isSession(given: string): boolean {
    const [expires = '', id = '', code = '', ...rest] = given.split('.');
    const right = Buffer.from(this.#sign(`${expires}.${id}`));
    const said = Buffer.from(code);
    const signed = said.length === right.length && timingSafeEqual(said, right);
    if (!signed || rest.length > 0 || this.#revoked.has(id)) return false;
    return Number(expires) * 1000 > this.#now();
  }

  /** Ends a session before its time, until the server ends. */
  revoke(given: string): void {
    const id = given.split('.')[1];
    if (id !== undefined && this.isSession(given)) this.#revoked.add(id);
  }

  #sign(claims: string): string {
    return createHmac('sha256', this.#key).update(claims).digest('base64url');
  }
}

/** Texts of any length become alike in length, so that comparing them tells nothing. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
