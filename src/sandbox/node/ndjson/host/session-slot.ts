import type { OpenSession, ServableSession, SessionRequest } from './servable-session.ts';

type Given = Omit<SessionRequest, 'signal'>;

/** The one session of a host: opened by `init`, or else by the first request that needs it. */
export class SessionSlot {
  readonly #open: OpenSession;
  readonly #closing = new AbortController();
  #current: Promise<ServableSession> | null = null;
  /** Inits that have come so far, and which of them has opened the session; 0 for none. */
  #announced = 0;
  #openedBy = 0;
  #opening = 0;

  constructor(open: OpenSession) {
    this.#open = open;
  }

  /** How many inits have come: what a request that comes now may go by. */
  get announced(): number {
    return this.#announced;
  }

  /** Whether a session is being opened, which takes seconds where Python is prepared first. */
  get isOpening(): boolean {
    return this.#opening > 0;
  }

  /** An init has come; returns its number. */
  announce(): number {
    this.#announced += 1;
    return this.#announced;
  }

  /**
   * The session for a request that came after so many inits. Rejects when one that came later has
   * replaced it, or when it cannot be opened.
   */
  get(inits: number): Promise<ServableSession> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    if (this.#openedBy > inits) {
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

  /**
   * Opens a session for the init of that number, in place of the one that is there. One that cannot
   * be opened changes nothing.
   */
  async replace(init: number, given: Given): Promise<void> {
    const next = await this.#start(given);
    const before = this.#current;
    this.#current = Promise.resolve(next);
    this.#openedBy = init;
    await before?.then((session) => session.close()).catch(() => {});
  }

  /** Ends the session, or its opening. */
  async close(): Promise<void> {
    this.#closing.abort(closed());
    await this.#current?.then((session) => session.close()).catch(() => {});
  }

  async #start(given: Given): Promise<ServableSession> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    this.#opening += 1;
    const session = await this.#open({ ...given, signal }).finally(() => {
      this.#opening -= 1;
    });
    if (!signal.aborted) return session;
    await session.close();
    throw closed();
  }
}

function closed(): Error {
  return new Error('the session was closed');
}
