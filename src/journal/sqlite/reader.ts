import type { Database } from 'better-sqlite3';
import type { RunView } from '../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { readJson } from '../../protocol/read-json.ts';
import type { JournaledRun, ReadOptions } from '../journal.ts';
import { noTotals } from '../run-views.ts';
import type { DeletedRun } from '../tombstone.ts';
import { type EventRow, readEventRow } from './event-row.ts';

interface RunRow {
  n: number;
  last_seq: number;
  ended_at: number | null;
  deleted_at: number | null;
  summary: string;
}

/** Reads a journal's database, beside whoever writes it. */
export class Reader {
  readonly #events;
  readonly #run;
  readonly #totals;
  readonly #blob;
  readonly #dataVersion;

  constructor(database: Database) {
    this.#events = database.prepare<[string, number, number], EventRow>(
      `SELECT seq, at, body FROM events
         WHERE run = (SELECT n FROM runs WHERE run_id = ?) AND seq >= ? ORDER BY seq LIMIT ?`,
    );
    this.#run = database.prepare<[string], RunRow>(
      'SELECT n, last_seq, ended_at, deleted_at, summary FROM runs WHERE run_id = ?',
    );
    this.#totals = database.prepare<[], { view: RunView; runs: number }>(
      'SELECT view, runs FROM totals',
    );
    this.#blob = database.prepare<[string], { content: Uint8Array | null }>(
      'SELECT content FROM blobs WHERE id = ?',
    );
    this.#dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
  }

  events(runId: string, { fromSeq = 1, limit = -1 }: ReadOptions): RunEvent[] {
    const most = Number.isFinite(limit) ? limit : -1;
    const rows = this.#events.all(runId, Math.max(1, fromSeq), most);
    return rows.map((row) => readEventRow(runId, row));
  }

  run(runId: string): JournaledRun | undefined {
    const row = this.#run.get(runId);
    if (row === undefined || row.deleted_at !== null) return undefined;
    const [started] = this.events(runId, { limit: 1 });
    if (started?.type !== 'run.started') return undefined;
    const lastSeq = row.last_seq;
    const summary = readJson(row.summary) as RunSummary;
    const run: JournaledRun = { runId, started, lastSeq, summary };
    const [last] = row.ended_at === null ? [] : this.events(runId, { fromSeq: lastSeq, limit: 1 });
    if (last?.type === 'run.ended') run.ended = last;
    return run;
  }

  /** Whether the run has no event at this position or later, and never will. */
  endsBefore(runId: string, seq: number): boolean {
    const row = this.#run.get(runId);
    if (row === undefined) return false;
    return row.deleted_at !== null || (row.ended_at !== null && seq > row.last_seq);
  }

  deleted(runId: string): DeletedRun | undefined {
    const row = this.#run.get(runId);
    if (row === undefined || row.deleted_at === null) return undefined;
    return { deletedAt: row.deleted_at, summary: readJson(row.summary) as RunSummary };
  }

  totals(): Record<RunView, number> {
    const totals = noTotals();
    for (const { view, runs } of this.#totals.all()) totals[view] = runs;
    return totals;
  }

  /** The content of a blob; null when it is in a file, undefined when there is no such blob. */
  blob(id: string): Uint8Array | null | undefined {
    const row = this.#blob.get(id);
    if (row === undefined || row.content === null) return row?.content;
    return new Uint8Array(row.content);
  }

  /** A number that differs whenever another connection has changed the database. */
  dataVersion(): number {
    return this.#dataVersion.get() ?? 0;
  }
}
