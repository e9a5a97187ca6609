// What Node's timers have and those of browsers, which are numbers, have not.
type Timer = { ref?: () => void; unref?: () => void } | undefined;

/**
 * One time limit for many calls, with one timer. All have the same limit, so that the call which
 * was added first is due first.
 */
export class Deadlines<Call> {
  readonly #limitMs: number;
  readonly #expire: (call: Call) => void;
  readonly #due = new Map<Call, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limitMs: number, expire: (call: Call) => void) {
    this.#limitMs = limitMs;
    this.#expire = expire;
  }

  add(call: Call): void {
    this.#due.set(call, performance.now() + this.#limitMs);
    if (this.#timer === undefined) this.#arm(this.#limitMs);
    else if (this.#due.size === 1) (this.#timer as Timer)?.ref?.();
  }

  delete(call: Call): void {
    // The timer stays for the next call, but no longer keeps a process alive.
    if (this.#due.delete(call) && this.#due.size === 0) (this.#timer as Timer)?.unref?.();
  }

  #arm(delayMs: number): void {
    // A longer delay than this would end at once.
    this.#timer = setTimeout(this.#sweep, Math.min(Math.max(delayMs, 1), 2 ** 31 - 1));
  }

  readonly #sweep = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const [call, due] of this.#due) {
      if (due > now) {
        // A call that was added while another expired may have armed it.
        if (this.#timer === undefined) this.#arm(due - now);
        return;
      }
      this.#due.delete(call);
      this.#expire(call);
    }
  };

  /** Forgets all calls and the timer. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
  }
}
