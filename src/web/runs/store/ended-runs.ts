import type { RunSummary } from '../../../protocol/api/run-summary.ts';

/** One page of the server's list. Its runs are let go when too many pages are in memory. */
interface Page {
  /** The cursor the page begins behind; undefined for the first. */
  after: string | undefined;
  runs: RunSummary[] | undefined;
  /** When each of its runs started, the latest first; kept also when the runs are let go. */
  starts: number[];
}

/**
 * The ended runs of the list, the one started last first, as a sequence of pages of which only some
 * are in memory. Positions are 0-based over the whole sequence.
 */
export class EndedRuns {
  readonly #mostPages: number;
  #pages: Page[] = [];
  #next: string | undefined;
  /** Page numbers in the order in which they were last asked for. */
  #recent: number[] = [];

  constructor(mostPages: number) {
    this.#mostPages = mostPages;
  }

  /** How many runs are known, in memory or not. */
  get length(): number {
    return this.#pages.reduce((sum, { starts }) => sum + starts.length, 0);
  }

  get pageCount(): number {
    return this.#pages.length;
  }

  /** Whether the server has more behind the last page. */
  get hasMore(): boolean {
    return this.#pages.length === 0 || this.#next !== undefined;
  }

  /** How many runs are in memory. */
  get held(): number {
    return this.#pages.reduce((sum, { runs }) => sum + (runs?.length ?? 0), 0);
  }

  /** The cursor to ask a page with; the one behind the last page when that is what is asked for. */
  cursorOf(page: number): string | undefined {
    return page === this.#pages.length ? this.#next : this.#pages[page]?.after;
  }

  /** Numbers of the pages that are in memory. */
  heldPages(): number[] {
    return [...this.#pages.keys()].filter((page) => this.#pages[page]?.runs !== undefined);
  }

  /** Takes a page from the server: a fresh copy of one that is known, or the one behind the last. */
  setPage(number: number, runs: RunSummary[], next: string | undefined): void {
    if (number > this.#pages.length) return;
    const known = this.#pages[number];
    const after = known ? known.after : this.#next;
    this.#pages[number] = { after, runs, starts: runs.map((run) => run.startedAt) };
    if (number === this.#pages.length - 1) this.#next = next;
    this.touch(number);
    while (this.#recent.length > this.#mostPages) {
      const oldest = this.#pages[this.#recent.shift() ?? -1];
      if (oldest) oldest.runs = undefined;
    }
  }

  /** Marks a page as one that is looked at: others are let go before it. */
  touch(page: number): void {
    if (this.#recent.at(-1) === page) return;
    this.#recent = [...this.#recent.filter((other) => other !== page), page];
  }

  /** The run at a position, or the page that has to be fetched to know it. */
  at(position: number): { run: RunSummary } | { missing: number } | undefined {
    let first = 0;
    for (const [number, { runs, starts }] of this.#pages.entries()) {
      if (position < first + starts.length) {
        const run = runs?.[position - first];
        if (run === undefined) return { missing: number };
        this.touch(number);
        return { run };
      }
      first += starts.length;
    }
    return undefined;
  }

  /** Position of a run that is in memory, or -1. */
  positionOf(runId: string): number {
    let first = 0;
    for (const { runs, starts } of this.#pages) {
      const index = runs?.findIndex((run) => run.runId === runId) ?? -1;
      if (index >= 0) return first + index;
      first += starts.length;
    }
    return -1;
  }

  /** Position of the first run that started before a time, in milliseconds since the epoch. */
  firstBefore(time: number): number {
    let first = 0;
    for (const { starts } of this.#pages) {
      const index = starts.findIndex((start) => start < time);
      if (index >= 0) return first + index;
      first += starts.length;
    }
    return first;
  }

  /** Takes a run's newer state; tells whether the run was in memory. */
  update(run: RunSummary): boolean {
    for (const { runs } of this.#pages) {
      const index = runs?.findIndex((other) => other.runId === run.runId) ?? -1;
      if (runs && index >= 0) {
        runs[index] = run;
        return true;
      }
    }
    return false;
  }

  /** Puts a run where its start belongs. One that belongs behind the last page comes with it. */
  insert(run: RunSummary): void {
    if (this.update(run)) return;
    for (const { runs, starts } of this.#pages) {
      const isLast = starts === this.#pages.at(-1)?.starts;
      const index = starts.findIndex((start) => start <= run.startedAt);
      if (index < 0 && !(isLast && this.#next === undefined)) continue;
      const place = index < 0 ? starts.length : index;
      starts.splice(place, 0, run.startedAt);
      runs?.splice(place, 0, run);
      return;
    }
  }

  /** Forgets a run that was deleted. */
  remove(runId: string): void {
    for (const { runs, starts } of this.#pages) {
      const index = runs?.findIndex((run) => run.runId === runId) ?? -1;
      if (index < 0) continue;
      runs?.splice(index, 1);
      starts.splice(index, 1);
      return;
    }
  }
}
