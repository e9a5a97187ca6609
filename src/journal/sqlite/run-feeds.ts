import type { RunEvent } from '../../protocol/events/event.ts';
import type { Follower } from '../follower.ts';
import type { FollowOptions } from '../journal.ts';
import { type RunFeed, RunFollower } from '../run-follower.ts';
import type { Reader } from './reader.ts';

/** Events that a follower takes from the database at once. */
const PAGE = 100;

/** How often a journal that another process writes is looked at, in milliseconds. */
const LOOK_MS = 200;

interface SharedFeed extends RunFeed {
  followers: number;
}

/** The followers of a journal's runs, to be woken by the run that has changed. */
export class RunFeeds {
  readonly #feeds = new Map<string, SharedFeed>();
  readonly #reader: Reader;
  readonly #guard: <T>(read: () => T) => T;
  readonly #isClosed: () => boolean;
  readonly #looks: boolean;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param guard Runs a piece of reading and says its faults as a JournalError.
   * @param looks Whether another process writes, of which nothing is heard.
   */
  constructor(
    reader: Reader,
    guard: <T>(read: () => T) => T,
    isClosed: () => boolean,
    looks: boolean,
  ) {
    this.#reader = reader;
    this.#guard = guard;
    this.#isClosed = isClosed;
    this.#looks = looks;
  }

  follow(runId: string, options: FollowOptions): AsyncIterableIterator<RunEvent> {
    const feed = this.#feeds.get(runId) ?? this.#open(runId);
    feed.followers += 1;
    return new RunFollower(feed, options);
  }

  wake(runId: string): void {
    for (const follower of [...(this.#feeds.get(runId)?.waiting ?? [])]) follower.wake();
  }

  /** To be called when the journal has closed: all followers end. */
  close(): void {
    this.#stopLooking();
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const runId of [...this.#feeds.keys()]) this.wake(runId);
  }

  #open(runId: string): SharedFeed {
    const feed: SharedFeed = {
      followers: 0,
      waiting: new Set<Follower<RunEvent>>(),
      page: (fromSeq) => this.#guard(() => this.#reader.events(runId, { fromSeq, limit: PAGE })),
      endsBefore: (seq) => this.#guard(() => this.#reader.endsBefore(runId, seq)),
      isClosed: this.#isClosed,
      left: () => {
        feed.followers -= 1;
        if (feed.followers === 0) this.#drop(runId);
      },
    };
    this.#feeds.set(runId, feed);
    if (this.#looks && !this.#isClosed()) this.#timer ??= this.#startLooking();
    return feed;
  }

  #drop(runId: string): void {
    this.#feeds.delete(runId);
    if (this.#feeds.size === 0) this.#stopLooking();
  }

  #stopLooking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #startLooking(): NodeJS.Timeout {
    let seen: number | undefined;
    return setInterval(() => {
      const version = this.#lookAtVersion();
      if (version === undefined || version !== seen) this.#wakeAll();
      seen = version;
    }, LOOK_MS);
  }

  /** Undefined where the database cannot be read: its followers are told that when they are woken. */
  #lookAtVersion(): number | undefined {
    try {
      return this.#reader.dataVersion();
    } catch {
      return undefined;
    }
  }
}
