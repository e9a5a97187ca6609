import type { OpenSession, ServableSession, SessionRequest } from './servable-session.ts';

type Given = Omit<SessionRequest, 'signal'>;

/** The one session of a host: opened by `init`, or else by the first request that needs it. */
export class SessionSlot {
  readonly #open: OpenSession;
  readonly #closing = new AbortController();
  #current: Promise<ServableSession> | null = null;
  /** Counts the sessions: a request belongs to the one that was there when it came. */
  #generation = 0;

  constructor(open: OpenSession) {
    this.#open = open;
  }

  get generation(): number {
    return this.#generation;
  }

  /** The session of that generation. Rejects when it was replaced, or cannot be opened. */
  get(generation: number): Promise<ServableSession> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    if (generation !== this.#generation) {
      return Promise.reject(new Error('a later init has replaced the session of this request'));
    }
    if (this.#current === null) {
      const opening = this.#start({});
      this.#current = opening;
      // The next request tries again.
      opening.catch(() => {
        if (this.#current === opening) this.#current = null;
      });
    }
    return this.#current;
  }

  /** Opens a session in place of the one that is there. One that cannot be opened changes nothing. */
  async replace(given: Given): Promise<void> {
    const next = await this.#start(given);
    const before = this.#current;
    this.#current = Promise.resolve(next);
    if (before === null) return;
    this.#generation += 1;
    await before.then((session) => session.close()).catch(() => {});
  }

  /** Ends the session, or its opening. */
  async close(): Promise<void> {
    this.#closing.abort(closed());
    await this.#current?.then((session) => session.close()).catch(() => {});
  }

  async #start(given: Given): Promise<ServableSession> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    const session = await this.#open({ ...given, signal });
    if (!signal.aborted) return session;
    await session.close();
    throw closed();
  }
}

function closed(): Error {
  return new Error('the session was closed');
}
