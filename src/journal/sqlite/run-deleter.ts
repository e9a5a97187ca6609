import type { Database } from 'better-sqlite3';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { readJson } from '../../protocol/read-json.ts';
import type { PruneOptions } from '../journal.ts';
import { KEPT_TOMBSTONES, tombstoneOf } from '../tombstone.ts';
import type { BlobKeeper } from './blob-keeper.ts';
import type { SummaryWriter } from './summary-writer.ts';

/** Deletes ended runs and leaves their tombstones. */
export class RunDeleter {
  readonly #blobs: BlobKeeper;
  readonly #summaries: SummaryWriter;
  readonly #choose;
  readonly #find;
  readonly #dropEvents;
  readonly #bury;
  readonly #forget;

  constructor(database: Database, blobs: BlobKeeper, summaries: SummaryWriter) {
    this.#blobs = blobs;
    this.#summaries = summaries;
    this.#choose = database
      .prepare<[number, number], string>(
        `SELECT run_id FROM (
           SELECT run_id, ended_at, n FROM runs
             WHERE ended_at IS NOT NULL AND deleted_at IS NULL
             ORDER BY ended_at DESC, n DESC LIMIT -1 OFFSET ?)
           WHERE ended_at < ? ORDER BY ended_at, n`,
      )
      .pluck();
    this.#find = database.prepare<[string], { n: number; views: number; summary: string }>(
      `SELECT n, views, summary FROM runs
         WHERE run_id = ? AND ended_at IS NOT NULL AND deleted_at IS NULL`,
    );
    this.#dropEvents = database.prepare<[number]>('DELETE FROM events WHERE run = ?');
    this.#bury = database.prepare<[number, string, number]>(
      `UPDATE runs SET deleted_at = ?, summary = ?, search = '' WHERE n = ?`,
    );
    this.#forget = database.prepare<[number]>(
      `DELETE FROM runs WHERE n IN (
         SELECT n FROM runs WHERE deleted_at IS NOT NULL
           ORDER BY deleted_at DESC, n DESC LIMIT -1 OFFSET ?)`,
    );
  }

  /** The runs that a pruning would delete, the one that ended first first. */
  choose({ endedBefore, keep }: PruneOptions): string[] {
    if (endedBefore === undefined && keep === undefined) return [];
    const kept = Math.min(Math.max(0, Math.floor(keep ?? 0)), Number.MAX_SAFE_INTEGER);
    return this.#choose.all(kept, endedBefore ?? Number.MAX_VALUE);
  }

  /** Deletes those of the runs that are there and have ended, and returns their ids. */
  delete(runIds: readonly string[], at: number): string[] {
    const deleted: string[] = [];
    for (const runId of runIds) {
      const run = this.#find.get(runId);
      if (run === undefined) continue;
      this.#dropEvents.run(run.n);
      this.#blobs.release(run.n);
      this.#summaries.moveViews(run.n, run.views, 0);
      const tombstone = tombstoneOf(readJson(run.summary) as RunSummary);
      this.#bury.run(at, JSON.stringify(tombstone), run.n);
      deleted.push(runId);
    }
    this.#forget.run(KEPT_TOMBSTONES);
    return deleted;
  }
}
