/**
 * An iteration that waits where nothing is left to give. Asked several times at once, it answers in
 * order; it holds nothing for a consumer that does not ask.
 */
export abstract class Follower<T> implements AsyncIterableIterator<T> {
  readonly #asked: {
    resolve: (result: IteratorResult<T, undefined>) => void;
    reject: (reason: unknown) => void;
  }[] = [];
  readonly #waiting: Set<Follower<T>>;
  readonly #signal: AbortSignal | undefined;
  #done = false;

  /** @param waiting Followers to wake when there may be more; this one adds itself as it waits. */
  constructor(waiting: Set<Follower<T>>, signal: AbortSignal | undefined) {
    this.#waiting = waiting;
    this.#signal = signal;
  }

  /** The next thing, `end` when there will be none, `wait` when there is none so far. */
  protected abstract take(): { value: T } | 'end' | 'wait';

  /** Called once, when the iteration has come to its end. */
  protected abstract left(): void;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#serve();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#finish();
    this.#serve();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Looks again: there may be more, or the end has come. */
  wake(): void {
    this.#stopWaiting();
    this.#serve();
  }

  #serve(): void {
    while (this.#asked.length > 0) {
      try {
        const taken = this.#done || this.#signal?.aborted ? 'end' : this.take();
        if (taken === 'wait') {
          this.#wait();
          return;
        }
        if (taken === 'end') this.#finish();
        this.#asked
          .shift()
          ?.resolve(taken === 'end' ? { done: true, value: undefined } : { ...taken, done: false });
      } catch (fault) {
        this.#finish();
        this.#asked.shift()?.reject(fault);
      }
    }
    if (this.#done) this.#stopWaiting();
  }

  #finish(): void {
    if (this.#done) return;
    this.#done = true;
    this.left();
  }

  #wait(): void {
    if (this.#waiting.has(this)) return;
    this.#waiting.add(this);
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #stopWaiting(): void {
    this.#waiting.delete(this);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.wake();
}
