import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds before each further try; the last one for all that follow. */
const STEPS = [0, 50, 100, 200, 400, 800, 1600, 3200, 5000];

/** How long to wait between tries to reach something again: not at all first, then longer each time. */
export class RetryPause {
  readonly #end = new AbortController();
  #tries = 0;
  /** Resolves when the trying was ended. */
  readonly over: Promise<undefined>;

  constructor() {
    this.over = new Promise((resolve) => {
      this.#end.signal.addEventListener('abort', () => resolve(undefined));
    });
  }

  /** Tries since the last success. */
  get tries(): number {
    return this.#tries;
  }

  /** A try has succeeded. */
  reset(): void {
    this.#tries = 0;
  }

  async wait(): Promise<void> {
    const step = STEPS[Math.min(this.#tries, STEPS.length - 1)];
    this.#tries += 1;
    if (step) await sleep(step, undefined, { signal: this.#end.signal }).catch(() => undefined);
  }

  /** Ends the waiting for good. */
  end(): void {
    this.#end.abort();
  }
}
