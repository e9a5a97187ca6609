import { HostError } from '../host-error.ts';

const WAIT_MS = 60_000;

/**
 * Sessions that may be open on one connection at a time; who comes later waits for a free one.
 * OpenSSH's server allows ten: one holds the connection, and one stays free for ending a command.
 */
export class SessionSlots {
  #limit: number;
  #taken = 0;
  #beside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit = 8) {
    this.#limit = limit;
  }

  /** Waits for a slot; resolves with what gives it back, once. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw aborted();
    if (this.#taken >= this.#limit) await this.#wait(signal);
    else this.#taken += 1;
    return once(() => this.#giveBack());
  }

  /** Takes a session whether there is one or not; returns what tells that it has ended, once. */
  takeBeside(): () => void {
    this.#beside += 1;
    return once(() => {
      this.#beside -= 1;
    });
  }

  /** How many may be open. */
  get limit(): number {
    return this.#limit;
  }

  /** Whether no session is open. */
  get isIdle(): boolean {
    return this.#taken + this.#beside === 0;
  }

  /** The server refused one more: one fewer may be open from here on. */
  lower(): void {
    this.#limit = Math.max(1, Math.min(this.#limit - 1, this.#taken));
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const giveUp = (error: HostError): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(error);
      };
      const leave = (): void => giveUp(aborted());
      const timer = setTimeout(() => giveUp(this.#allTaken()), WAIT_MS);
      this.#waiting.push(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #allTaken(): HostError {
    return new HostError(
      'host_unreachable',
      `All ${this.#limit} sessions of the connection were in use for ${WAIT_MS / 1000} s; end what follows files or runs commands, or use another sshHost`,
    );
  }

  #giveBack(): void {
    const next = this.#taken <= this.#limit ? this.#waiting.shift() : undefined;
    if (next) next();
    else this.#taken -= 1;
  }
}

function aborted(): HostError {
  return new HostError('aborted', 'Stopped while it waited for a free session of the connection');
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}
