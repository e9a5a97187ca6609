/**
 * Values that are handed out one by one to one reader, in the order in which they were given. The
 * reader may come late or leave early.
 */
export class RunFeed<T> implements AsyncIterableIterator<T> {
  readonly #waiting: T[] = [];
  #asked: PromiseWithResolvers<IteratorResult<T, undefined>> | undefined;
  #end: { fault?: unknown } | undefined;

  push(value: T): void {
    if (this.#end !== undefined) return;
    if (this.#asked === undefined) this.#waiting.push(value);
    else this.#asked.resolve({ done: false, value });
    this.#asked = undefined;
  }

  /** Ends the iteration behind what was given; with a fault it rejects there. */
  end(end: { fault?: unknown } = {}): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined) return;
    if ('fault' in end) asked.reject(end.fault);
    else asked.resolve({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const [value] = this.#waiting;
    if (this.#waiting.length > 0) {
      this.#waiting.shift();
      return Promise.resolve({ done: false, value: value as T });
    }
    const end = this.#end;
    if (end !== undefined) {
      this.#end = {};
      if ('fault' in end) return Promise.reject(end.fault);
      return Promise.resolve({ done: true, value: undefined });
    }
    this.#asked = Promise.withResolvers();
    return this.#asked.promise;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#waiting.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
