import type { RunEvent } from '../protocol/events/event.ts';
import type { FollowOptions } from './journal.ts';

/** What a follower sees of a run. */
export interface RunFeed {
  /** All events of the run so far; grows at its end only. */
  readonly events: readonly RunEvent[];
  /** Followers that wait for the next event; each must be woken when one comes, or on closing. */
  readonly waiting: Set<RunFollower>;
  isClosed(): boolean;
  /** Called once for each follower, when it has come to its end. */
  left(): void;
}

/**
 * Walks along a run's events and waits at their end. It holds a position and no events of its own,
 * so that a slow consumer costs nothing, and one that goes away without a word leaves nothing.
 */
export class RunFollower implements AsyncIterableIterator<RunEvent> {
  readonly #feed: RunFeed;
  readonly #signal: AbortSignal | undefined;
  readonly #asked: ((result: IteratorResult<RunEvent, undefined>) => void)[] = [];
  #index: number;
  #done = false;

  constructor(feed: RunFeed, options: FollowOptions) {
    this.#feed = feed;
    this.#signal = options.signal;
    this.#index = Math.max(1, options.fromSeq ?? 1) - 1;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<RunEvent, undefined>> {
    return new Promise((resolve) => {
      this.#asked.push(resolve);
      this.#serve();
    });
  }

  return(): Promise<IteratorResult<RunEvent, undefined>> {
    this.#finish();
    this.#serve();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Looks again: there are more events, or the journal has closed. */
  wake(): void {
    this.#stopWaiting();
    this.#serve();
  }

  /** Answers every open question that has an answer, and waits for the others'. */
  #serve(): void {
    while (this.#asked.length > 0) {
      const result = this.#take();
      if (result === undefined) {
        this.#wait();
        return;
      }
      this.#asked.shift()?.(result);
    }
    if (this.#done) this.#stopWaiting();
  }

  #take(): IteratorResult<RunEvent, undefined> | undefined {
    const { events } = this.#feed;
    if (this.#signal?.aborted || this.#feed.isClosed()) this.#finish();
    if (this.#done) return { done: true, value: undefined };
    const event = events[this.#index];
    if (event !== undefined) {
      this.#index += 1;
      return { done: false, value: event };
    }
    if (events.at(-1)?.type !== 'run.ended') return undefined;
    this.#finish();
    return { done: true, value: undefined };
  }

  #finish(): void {
    if (this.#done) return;
    this.#done = true;
    this.#feed.left();
  }

  #wait(): void {
    if (this.#feed.waiting.has(this)) return;
    this.#feed.waiting.add(this);
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #stopWaiting(): void {
    this.#feed.waiting.delete(this);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.wake();
}
