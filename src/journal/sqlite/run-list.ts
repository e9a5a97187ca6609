import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import type { RunView } from '../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { readJson } from '../../protocol/read-json.ts';
import { type RunCondition, readCondition } from '../filter-runs.ts';
import type { ListedRuns, ListOptions } from '../journal.ts';
import { unknownCursor } from '../journal-error.ts';
import { viewBit } from './view-bits.ts';

/** Runs that are looked through at once for a filter, before others have their turn: some ms. */
const SLICE = 20_000;

/** Most runs of a page, where a limit is without one: what SQLite counts to exactly. */
const MOST = 2 ** 31;

interface ListRow {
  n: number;
  run_id: string;
  summary: string;
}

/** Lists runs by their rows, page by page along the order in which they started. */
export class RunList {
  readonly #database: Database;
  readonly #numberOf;
  readonly #newest;
  readonly #pages = new Map<string, Statement<unknown[], ListRow>>();

  constructor(database: Database) {
    this.#database = database;
    this.#numberOf = database
      .prepare<[string], number>('SELECT n FROM runs WHERE run_id = ?')
      .pluck();
    this.#newest = database.prepare<[], number | null>('SELECT max(n) FROM runs').pluck();
  }

  /** A page of the list; looks on in slices, so that a filter that fits nothing blocks nobody. */
  async list(options: ListOptions, now: number): Promise<ListedRuns> {
    const { after, view = 'all', text = '' } = options;
    const limit = Math.min(options.limit ?? 100, MOST);
    const condition = readCondition(text, now);
    const top = after === undefined ? (this.#newest.get() ?? 0) + 1 : this.#numberOf.get(after);
    if (top === undefined) throw unknownCursor(after ?? '');
    const rows: ListRow[] = [];
    const slice = isOpen(condition) ? Number.MAX_SAFE_INTEGER : SLICE;
    for (let below = top; below > 1 && rows.length <= limit; below -= slice) {
      if (below !== top) await nextTurn();
      const missing = limit + 1 - rows.length;
      rows.push(...this.#slice(view, condition, below, Math.max(1, below - slice), missing));
    }
    const runs = rows.slice(0, limit).map(({ summary }) => readJson(summary) as RunSummary);
    const next = rows.length > limit ? rows[limit - 1]?.run_id : undefined;
    return next === undefined ? { runs } : { runs, next };
  }

  #slice(
    view: RunView,
    { pieces, from, before }: RunCondition,
    below: number,
    lowest: number,
    most: number,
  ): ListRow[] {
    const conditions = ['n < ?', 'n >= ?', `views & ${viewBit(view)}`];
    const values: unknown[] = [below, lowest];
    if (Number.isFinite(from)) {
      conditions.push('started_at >= ?');
      values.push(from);
    }
    if (Number.isFinite(before)) {
      conditions.push('started_at < ?');
      values.push(before);
    }
    for (const piece of pieces) {
      conditions.push('instr(search, ?) > 0');
      values.push(piece);
    }
    return this.#statement(conditions).all(...values, most);
  }

  #statement(conditions: readonly string[]): Statement<unknown[], ListRow> {
    const where = conditions.join(' AND ');
    const known = this.#pages.get(where);
    if (known !== undefined) return known;
    const made = this.#database.prepare<unknown[], ListRow>(
      `SELECT n, run_id, summary FROM runs WHERE ${where} ORDER BY n DESC LIMIT ?`,
    );
    this.#pages.set(where, made);
    return made;
  }
}

function isOpen({ pieces, from, before }: RunCondition): boolean {
  return pieces.length === 0 && !Number.isFinite(from) && !Number.isFinite(before);
}
