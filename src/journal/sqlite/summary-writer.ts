import type { Database } from 'better-sqlite3';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { viewNames } from '../run-views.ts';
import { searchText } from '../search-text.ts';
import { viewBit, viewBits } from './view-bits.ts';

/** Keeps the row of each run, and how many runs each view has. */
export class SummaryWriter {
  readonly #insert;
  readonly #update;
  readonly #setViews;
  readonly #addToTotal;

  constructor(database: Database) {
    this.#insert = database.prepare<[string, number, number]>(
      `INSERT INTO runs (run_id, last_seq, last_at, started_at, views, summary, search)
         VALUES (?, 0, ?, ?, 0, '', '')`,
    );
    this.#update = database.prepare<[number, number, number | null, string, string, number]>(
      `UPDATE runs SET last_seq = ?, last_at = ?, ended_at = ?, summary = ?, search = ?
         WHERE n = ?`,
    );
    this.#setViews = database.prepare<[number, number]>('UPDATE runs SET views = ? WHERE n = ?');
    this.#addToTotal = database.prepare<[number, string]>(
      'UPDATE totals SET runs = runs + ? WHERE view = ?',
    );
  }

  /** Gives a run its row and returns its number. */
  insert(runId: string, at: number): number {
    return Number(this.#insert.run(runId, at, at).lastInsertRowid);
  }

  /** Brings a run's row up to date, and returns the bits of its views. */
  update(n: number, views: number, summary: RunSummary): number {
    const { lastSeq, lastAt, endedAt = null } = summary;
    const text = JSON.stringify(summary);
    this.#update.run(lastSeq, lastAt, endedAt, text, searchText(summary), n);
    const next = viewBits(summary);
    this.moveViews(n, views, next);
    return next;
  }

  /** Moves a run from the views it was in to others. */
  moveViews(n: number, from: number, to: number): void {
    if (from === to) return;
    this.#setViews.run(to, n);
    for (const view of viewNames) {
      const step = Number((to & viewBit(view)) !== 0) - Number((from & viewBit(view)) !== 0);
      if (step !== 0) this.#addToTotal.run(step, view);
    }
  }
}
