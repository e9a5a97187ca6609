import type { RunSummary } from '../protocol/api/run-summary.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { RunPhase } from './check-append.ts';
import type { Follower } from './follower.ts';
import type { RunFeed } from './run-follower.ts';
import { RunSketch } from './run-sketch.ts';

/** Events that a follower takes at once. */
const PAGE = 100;

/** A run as the memory journal holds it. */
export interface StoredRun extends RunFeed {
  readonly events: RunEvent[];
  readonly waiting: Set<Follower<RunEvent>>;
  /** Ids of the blobs that its events refer to. */
  readonly blobs: Set<string>;
  /** How many follow it. */
  followers: number;
  phase: RunPhase;
  lastAt: number;
  /** Absent when the run has ended. */
  sketch?: RunSketch;
  /** Absent until the run has started. */
  summary?: RunSummary;
  deleted: boolean;
}

/** The runs of a memory journal by id, with places for those that are followed before they start. */
export class StoredRuns {
  readonly #runs = new Map<string, StoredRun>();
  readonly #isClosed: () => boolean;

  constructor(isClosed: () => boolean) {
    this.#isClosed = isClosed;
  }

  get size(): number {
    return this.#runs.size;
  }

  get(runId: string): StoredRun | undefined {
    return this.#runs.get(runId);
  }

  all(): Iterable<StoredRun> {
    return this.#runs.values();
  }

  delete(runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    run.deleted = true;
    this.#runs.delete(runId);
  }

  place(runId: string): StoredRun {
    const there = this.#runs.get(runId);
    if (there !== undefined) return there;
    const run: StoredRun = {
      events: [],
      waiting: new Set(),
      blobs: new Set(),
      followers: 0,
      phase: 'absent',
      lastAt: 0,
      sketch: new RunSketch(),
      deleted: false,
      page: (fromSeq) => run.events.slice(fromSeq - 1, fromSeq - 1 + PAGE),
      endsBefore: (seq) => seq > run.events.length && (run.deleted || run.phase === 'ended'),
      isClosed: this.#isClosed,
      left: () => {
        run.followers -= 1;
        // A run that has not started has its place for its followers only.
        if (run.phase === 'absent' && run.followers === 0) this.#runs.delete(runId);
      },
    };
    this.#runs.set(runId, run);
    return run;
  }
}
