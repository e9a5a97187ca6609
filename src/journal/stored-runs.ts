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
  /** Folds as far as somebody asked; absent when nobody did, and when there is nothing more to fold. */
  sketch?: RunSketch;
  /** As it was when somebody asked last. */
  summary?: RunSummary;
  deleted: boolean;
}

/** What a list shows of a run, folded when somebody asks; undefined before the run has started. */
export function summaryOf(run: StoredRun): RunSummary | undefined {
  const { events, phase, summary } = run;
  if (phase === 'absent' || summary?.lastSeq === events.length) return summary;
  const sketch = run.sketch ?? new RunSketch();
  for (let index = sketch.lastSeq; index < events.length; index += 1) {
    sketch.add(events[index] as RunEvent);
  }
  run.summary = sketch.summary();
  if (phase === 'ended') delete run.sketch;
  else run.sketch = sketch;
  return run.summary;
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
