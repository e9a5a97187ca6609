import type { Database, Statement } from 'better-sqlite3';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { RunPhase } from '../check-append.ts';
import { RunSketch } from '../run-sketch.ts';
import { type EventRow, readEventRow } from './event-row.ts';

/** How a run stands, as far as the next event needs to know. */
export interface RunStanding {
  /** The run's number: its row, and the order of its start. */
  n: number;
  phase: RunPhase;
  lastSeq: number;
  lastAt: number;
  /** As it stands in the database; 0 before it does. */
  views: number;
  /** Absent for a run that takes no more events. */
  sketch?: RunSketch;
}

interface RunRow {
  n: number;
  last_seq: number;
  last_at: number;
  ended_at: number | null;
  deleted_at: number | null;
  views: number;
}

/** How many runs under way are kept folded; others are read again when they go on. */
const KEPT = 1_000;

/** Events that are read at once to fold a run. */
const PAGE = 1_000;

/** The runs that somebody writes, folded; what is not at hand comes out of the database. */
export class OpenRuns {
  readonly #runs = new Map<string, RunStanding>();
  readonly #find: Statement<[string], RunRow>;
  readonly #page: Statement<[number, number, number], EventRow>;

  constructor(database: Database) {
    this.#find = database.prepare(
      'SELECT n, last_seq, last_at, ended_at, deleted_at, views FROM runs WHERE run_id = ?',
    );
    this.#page = database.prepare(
      'SELECT seq, at, body FROM events WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
  }

  get(runId: string): RunStanding {
    const run = this.#runs.get(runId) ?? this.#load(runId);
    // Put back at the end: the first of the map is the one that has been quiet for longest.
    this.#runs.delete(runId);
    if (run.phase !== 'ended' || run.sketch !== undefined) this.#runs.set(runId, run);
    return run;
  }

  /** Lets go of the runs that have been quiet for longest; never within a transaction. */
  trim(): void {
    for (const runId of this.#runs.keys()) {
      if (this.#runs.size <= KEPT) break;
      this.#runs.delete(runId);
    }
  }

  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  forgetAll(): void {
    this.#runs.clear();
  }

  #load(runId: string): RunStanding {
    const row = this.#find.get(runId);
    if (row === undefined) {
      return { n: 0, phase: 'absent', lastSeq: 0, lastAt: 0, views: 0, sketch: new RunSketch() };
    }
    const { n, last_seq: lastSeq, last_at: lastAt, views } = row;
    const over = row.ended_at !== null || row.deleted_at !== null;
    const standing: RunStanding = { n, phase: over ? 'ended' : 'open', lastSeq, lastAt, views };
    if (!over) standing.sketch = this.#fold(runId, n);
    return standing;
  }

  #fold(runId: string, n: number): RunSketch {
    const sketch = new RunSketch();
    for (let seq = 0; ; ) {
      const rows = this.#page.all(n, seq, PAGE);
      for (const row of rows) sketch.add(readEventRow(runId, row));
      const last = rows.at(-1);
      if (last === undefined) return sketch;
      seq = last.seq;
    }
  }
}

/** What a list shows of a run that is being written. */
export function summaryOf({ sketch }: RunStanding): RunSummary {
  if (sketch === undefined) throw new Error('A run that has ended has no sketch');
  return sketch.summary();
}
