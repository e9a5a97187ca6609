import type { RunEvent } from '../protocol/events/event.ts';
import { BlobShelf } from './blob-shelf.ts';
import { checkAppend } from './check-append.ts';
import type {
  EventBody,
  FollowOptions,
  Journal,
  JournaledRun,
  ListOptions,
  ReadOptions,
} from './journal.ts';
import { JournalError } from './journal-error.ts';
import { RunFollower } from './run-follower.ts';
import { StoredRuns } from './stored-runs.ts';

export interface MemoryJournalOptions {
  /** The clock: milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
  /**
   * How many ended runs to keep; the one that ended first goes first, and with it the blobs that no
   * other run refers to. Default: all.
   */
  keepRuns?: number;
}

/** A journal that lives as long as its process: for tests, and for runs nobody looks at later. */
export function createMemoryJournal(options: MemoryJournalOptions = {}): Journal {
  return new MemoryJournal(options);
}

class MemoryJournal implements Journal {
  readonly #now: () => number;
  readonly #keepRuns: number;
  /** Ids of the runs that have ended, in that order. */
  readonly #ended: string[] = [];
  readonly #runs = new StoredRuns(() => this.#closed);
  /** Ids of the runs that have started, in that order. */
  readonly #started: string[] = [];
  readonly #blobs = new BlobShelf();
  #closed = false;

  constructor({ now = Date.now, keepRuns = Number.POSITIVE_INFINITY }: MemoryJournalOptions) {
    this.#now = now;
    this.#keepRuns = keepRuns;
  }

  // An async method runs up to its first await at once: appends keep the order of their calls.
  async append(runId: string, bodies: readonly EventBody[]): Promise<readonly RunEvent[]> {
    this.#refuseWhenClosed();
    const before = this.#runs.get(runId)?.phase ?? 'absent';
    const phase = checkAppend(runId, before, bodies);
    if (bodies.length === 0) return [];
    const run = this.#runs.place(runId);
    if (before === 'absent') this.#started.push(runId);
    run.phase = phase;
    run.lastAt = Math.max(run.lastAt, this.#now());
    const added: RunEvent[] = [];
    for (const body of bodies) {
      // The header comes last: a body can't bring its own.
      const header = { runId, seq: run.events.length + 1, at: run.lastAt };
      const event = { ...body, ...header } as RunEvent;
      run.events.push(event);
      this.#blobs.use(body, run.blobs);
      added.push(event);
    }
    for (const follower of [...run.waiting]) follower.wake();
    if (phase === 'ended') this.#retire(runId);
    return added;
  }

  async read(runId: string, options: ReadOptions = {}): Promise<readonly RunEvent[]> {
    this.#refuseWhenClosed();
    const start = Math.max(1, options.fromSeq ?? 1) - 1;
    const end = options.limit === undefined ? undefined : start + options.limit;
    return this.#runs.get(runId)?.events.slice(start, end) ?? [];
  }

  follow(runId: string, options: FollowOptions = {}): AsyncIterableIterator<RunEvent> {
    // A run that is followed before it starts gets its place, so that its start wakes the follower.
    const run = this.#runs.place(runId);
    run.followers += 1;
    return new RunFollower(run, options);
  }

  async getRun(runId: string): Promise<JournaledRun | undefined> {
    this.#refuseWhenClosed();
    return this.#describe(runId);
  }

  async listRuns(options: ListOptions = {}): Promise<readonly JournaledRun[]> {
    this.#refuseWhenClosed();
    const { after, limit = 100 } = options;
    const end = after === undefined ? this.#started.length : this.#started.indexOf(after);
    const page = this.#started.slice(Math.max(0, end - limit), Math.max(0, end)).reverse();
    return page.map((runId) => this.#describe(runId)).filter((run) => run !== undefined);
  }

  async putBlob(content: Uint8Array): Promise<string> {
    this.#refuseWhenClosed();
    return this.#blobs.put(content);
  }

  async getBlob(id: string): Promise<Uint8Array | undefined> {
    this.#refuseWhenClosed();
    return this.#blobs.get(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const run of this.#runs.all()) {
      for (const follower of [...run.waiting]) follower.wake();
    }
  }

  /** Followers of a run that goes keep what they hold of it. */
  #retire(runId: string): void {
    this.#ended.push(runId);
    while (this.#ended.length > this.#keepRuns) {
      const oldest = this.#ended.shift() as string;
      this.#blobs.release(this.#runs.get(oldest)?.blobs ?? new Set());
      this.#runs.delete(oldest);
      this.#started.splice(this.#started.indexOf(oldest), 1);
    }
  }

  #describe(runId: string): JournaledRun | undefined {
    const events = this.#runs.get(runId)?.events ?? [];
    const started = events[0];
    const last = events.at(-1);
    if (started?.type !== 'run.started' || last === undefined) return undefined;
    const run: JournaledRun = { runId, started, lastSeq: last.seq };
    if (last.type === 'run.ended') run.ended = last;
    return run;
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new JournalError('journal_closed', 'The journal has been closed');
  }
}
