import { ProblemError } from '../http/problem-error.ts';
import { checkHost, checkOrigin } from './request-origin.ts';
import { readCookie, writeCookie } from './session-cookie.ts';
import { SESSION_SECONDS, SignIn } from './sign-in.ts';

export interface AccessOptions {
  /** Whoever has it may use the server. Default: everybody on this machine may. */
  token?: string | undefined;
  /** Where browsers and emitters reach the server, when that is not where it listens. */
  publicUrl?: URL | undefined;
}

/** Who may use the server. */
export class Access {
  readonly signIn: SignIn | undefined;
  readonly #publicUrl: URL | undefined;
  /** Where the server listens. Undefined: it is called from its own process only. */
  #port: number | undefined;

  constructor({ token, publicUrl }: AccessOptions) {
    this.signIn = token === undefined ? undefined : new SignIn(token);
    this.#publicUrl = publicUrl;
  }

  /** To be called before the first request comes in from outside. */
  listensOn(port: number): void {
    this.#port = port;
  }

  /** Checks where a request comes from; for all but the event road. */
  checkSource(request: Request, kind: 'page' | 'data'): void {
    if (this.#port === undefined) return;
    // With a token a foreign name brings nothing: browsers send the cookie to its own name only.
    if (this.signIn === undefined) checkHost(request, this.#port, this.#publicUrl?.host);
    if (kind === 'data') checkOrigin(request, this.#publicUrl?.origin);
  }

  /** Refuses whoever has to sign in and has not. */
  checkSignedIn(request: Request): void {
    if (this.isSignedIn(request)) return;
    const ways = 'send the header Authorization: Bearer TOKEN, or open the sign-in link';
    throw new ProblemError('unauthorized', `This server needs a sign-in: ${ways}`, {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }

  isSignedIn(request: Request): boolean {
    if (this.signIn === undefined) return true;
    const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    if (bearer !== undefined) return this.signIn.isToken(bearer);
    const cookie = readCookie(request, this.#cookieName);
    return cookie !== undefined && this.signIn.isSession(cookie);
  }

  /** The header that gives a browser a session. */
  sessionCookie(): string {
    return this.#cookie(this.signIn?.makeSession() ?? '', SESSION_SECONDS);
  }

  /** Ends a browser's session, and gives the header that makes it forget the cookie. */
  signOut(request: Request): string {
    const cookie = readCookie(request, this.#cookieName);
    if (cookie !== undefined) this.signIn?.revoke(cookie);
    return this.#cookie('', 0);
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.#publicUrl?.protocol === 'https:';
    return writeCookie(this.#cookieName, value, { seconds, secure });
  }

  /** Cookies belong to all ports of a host, so that two servers need two names. */
  get #cookieName(): string {
    return `causeway_session_${this.#port ?? 0}`;
  }
}
