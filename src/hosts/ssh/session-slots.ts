import { HostError } from '../host-error.ts';

/**
 * Sessions that may be open on one connection at a time; who comes later waits for a free one.
 * OpenSSH's server allows ten: one holds the connection, and one stays free for ending a command.
 */
export class SessionSlots {
  #limit: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit = 8) {
    this.#limit = limit;
  }

  /** Waits for a slot; resolves with what gives it back, once. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw aborted();
    if (this.#taken >= this.#limit) await this.#wait(signal);
    else this.#taken += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#giveBack();
    };
  }

  /** The server refused one more: as many as are open beside that one are the limit from here on. */
  lower(): boolean {
    if (this.#taken < 2) return false;
    this.#limit = Math.min(this.#limit, this.#taken - 1);
    return true;
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(aborted());
      };
      this.#waiting.push(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
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
