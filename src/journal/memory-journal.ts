import type { RunView } from '../protocol/api/run-pages.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import { BlobShelf } from './blob-shelf.ts';
import { checkAppend } from './check-append.ts';
import { meets, readCondition } from './filter-runs.ts';
import type {
  EventBody,
  FollowOptions,
  Journal,
  JournaledRun,
  ListedRuns,
  ListOptions,
  PruneOptions,
  ReadOptions,
} from './journal.ts';
import { JournalError, unknownCursor } from './journal-error.ts';
import { type RunChange, RunChanges } from './run-changes.ts';
import { RunFollower } from './run-follower.ts';
import { countRun, inView, noTotals } from './run-views.ts';
import { type StoredRun, StoredRuns, summaryOf } from './stored-runs.ts';
import { type DeletedRun, KEPT_TOMBSTONES, tombstoneOf } from './tombstone.ts';

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
  readonly #ended = new Set<string>();
  readonly #runs = new StoredRuns(() => this.#closed);
  /** Ids of the runs that have started, in that order, deleted ones with a tombstone included. */
  #started: string[] = [];
  readonly #deleted = new Map<string, DeletedRun>();
  readonly #changes = new RunChanges();
  readonly #blobs = new BlobShelf();
  #closed = false;

  constructor({ now = Date.now, keepRuns = Number.POSITIVE_INFINITY }: MemoryJournalOptions) {
    this.#now = now;
    this.#keepRuns = keepRuns;
  }

  // An async method runs up to its first await at once: appends keep the order of their calls.
  async append(runId: string, bodies: readonly EventBody[]): Promise<readonly RunEvent[]> {
    this.#refuseWhenClosed();
    const before = this.#deleted.has(runId) ? 'ended' : (this.#runs.get(runId)?.phase ?? 'absent');
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
    this.#tell(runId, run);
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
    if (this.#deleted.has(runId)) run.deleted = true;
    run.followers += 1;
    return new RunFollower(run, options);
  }

  async getRun(runId: string): Promise<JournaledRun | undefined> {
    this.#refuseWhenClosed();
    const stored = this.#runs.get(runId);
    const started = stored?.events[0];
    const last = stored?.events.at(-1);
    const summary = stored && summaryOf(stored);
    if (started?.type !== 'run.started' || last === undefined || summary === undefined) return;
    const run: JournaledRun = { runId, started, lastSeq: last.seq, summary };
    if (last.type === 'run.ended') run.ended = last;
    return run;
  }

  async listRuns(options: ListOptions = {}): Promise<ListedRuns> {
    this.#refuseWhenClosed();
    const { after, limit = 100, view = 'all', text = '' } = options;
    const condition = readCondition(text, this.#now());
    const from = after === undefined ? this.#started.length : this.#started.indexOf(after);
    if (from === -1) throw unknownCursor(after ?? '');
    const page: ListedRuns = { runs: [] };
    for (let index = from - 1; index >= 0; index -= 1) {
      const stored = this.#runs.get(this.#started[index] as string);
      const run = stored && summaryOf(stored);
      if (run === undefined || !inView(run, view) || !meets(run, condition)) continue;
      if (page.runs.length === limit) {
        const last = page.runs.at(-1);
        if (last !== undefined) page.next = last.runId;
        break;
      }
      page.runs.push(run);
    }
    return page;
  }

  async countRuns(): Promise<Record<RunView, number>> {
    this.#refuseWhenClosed();
    const totals = noTotals();
    for (const stored of this.#runs.all()) {
      const run = summaryOf(stored);
      if (run !== undefined) countRun(totals, run);
    }
    return totals;
  }

  followRuns(options: { signal?: AbortSignal } = {}): AsyncIterableIterator<RunChange> {
    return this.#changes.follow(options.signal);
  }

  async deleteRun(runId: string): Promise<boolean> {
    this.#refuseWhenClosed();
    const phase = this.#runs.get(runId)?.phase ?? 'absent';
    if (phase === 'open') {
      throw new JournalError(
        'run_not_ended',
        `Run ${runId} is under way; end or cancel it before you delete it`,
      );
    }
    if (phase === 'absent') return false;
    this.#delete([runId]);
    return true;
  }

  async prune({ endedBefore, keep, dryRun = false }: PruneOptions): Promise<string[]> {
    this.#refuseWhenClosed();
    if (endedBefore === undefined && keep === undefined) return [];
    const ended = [...this.#ended];
    const candidates =
      keep === undefined ? ended : ended.slice(0, Math.max(0, ended.length - keep));
    const before = endedBefore ?? Number.POSITIVE_INFINITY;
    const going = candidates.filter((id) => (this.#runs.get(id)?.lastAt ?? 0) < before);
    if (!dryRun) this.#delete(going);
    return going;
  }

  async getDeletedRun(runId: string): Promise<DeletedRun | undefined> {
    this.#refuseWhenClosed();
    return this.#deleted.get(runId);
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
    this.#changes.close();
    for (const run of this.#runs.all()) {
      for (const follower of [...run.waiting]) follower.wake();
    }
  }

  #tell(runId: string, run: StoredRun): void {
    const changed = this.#changes.areFollowed ? summaryOf(run) : undefined;
    if (changed !== undefined) this.#changes.tell(runId, { changed });
  }

  #retire(runId: string): void {
    this.#ended.add(runId);
    const surplus = this.#ended.size - this.#keepRuns;
    if (surplus > 0) this.#delete([...this.#ended].slice(0, surplus));
  }

  #delete(runIds: readonly string[]): void {
    for (const runId of runIds) {
      const run = this.#runs.get(runId);
      const summary = run && summaryOf(run);
      if (run === undefined || summary === undefined) continue;
      this.#blobs.release(run.blobs);
      this.#runs.delete(runId);
      this.#ended.delete(runId);
      this.#deleted.set(runId, { deletedAt: this.#now(), summary: tombstoneOf(summary) });
      for (const follower of [...run.waiting]) follower.wake();
      this.#changes.tell(runId, { gone: runId });
    }
    const surplus = Math.max(0, this.#deleted.size - KEPT_TOMBSTONES);
    const forgotten = new Set([...this.#deleted.keys()].slice(0, surplus));
    for (const runId of forgotten) this.#deleted.delete(runId);
    if (surplus > 0) this.#started = this.#started.filter((runId) => !forgotten.has(runId));
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new JournalError('journal_closed', 'The journal has been closed');
  }
}
