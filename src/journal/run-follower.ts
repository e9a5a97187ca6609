import type { RunEvent } from '../protocol/events/event.ts';
import { Follower } from './follower.ts';
import type { FollowOptions } from './journal.ts';

/** What a follower sees of a run. */
export interface RunFeed {
  /** Some events from a position on, in order; none when there are none so far. */
  page(fromSeq: number): readonly RunEvent[];
  /** Whether no event comes at this position or later. */
  endsBefore(seq: number): boolean;
  /** Followers that wait for the next event; each must be woken when one comes, or on closing. */
  readonly waiting: Set<Follower<RunEvent>>;
  isClosed(): boolean;
  /** Called once for each follower, when it has come to its end. */
  left(): void;
}

/**
 * Walks along a run's events and waits at their end. It holds a position and one page at most, so
 * that a slow consumer costs nothing, and one that goes away without a word leaves nothing.
 */
export class RunFollower extends Follower<RunEvent> {
  readonly #feed: RunFeed;
  #page: readonly RunEvent[] = [];
  #index = 0;
  #seq: number;

  constructor(feed: RunFeed, options: FollowOptions) {
    super(feed.waiting, options.signal);
    this.#feed = feed;
    this.#seq = Math.max(1, options.fromSeq ?? 1);
  }

  protected override take(): { value: RunEvent } | 'end' | 'wait' {
    if (this.#feed.isClosed()) return 'end';
    if (this.#index >= this.#page.length) {
      this.#page = this.#feed.page(this.#seq);
      this.#index = 0;
    }
    const event = this.#page[this.#index];
    if (event === undefined) return this.#feed.endsBefore(this.#seq) ? 'end' : 'wait';
    this.#index += 1;
    this.#seq = event.seq + 1;
    return { value: event };
  }

  protected override left(): void {
    this.#page = [];
    this.#feed.left();
  }
}
