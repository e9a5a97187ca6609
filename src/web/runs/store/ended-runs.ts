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

  /** Whether a page is in memory. */
  holds(page: number): boolean {
    return this.#pages[page]?.runs !== undefined;
  }

  /**
   * Takes the server's answer for a page, live runs included: a fresh copy of one that is known, or
   * the one behind the last. `after` is the cursor that was asked with; an answer to a question from
   * before the pages changed is left out.
   */
  setPage(
    number: number,
    after: string | undefined,
    answer: readonly RunSummary[],
    next: string | undefined,
  ): void {
    if (number > this.#pages.length || after !== this.cursorOf(number)) return;
    const runs = this.#join(number, after, answer, next).filter((run) => run.state !== 'running');
    this.#pages[number] = { after, runs, starts: runs.map((run) => run.startedAt) };
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

  /** What of an answer belongs to a page, so that the page behind it goes on where it ends. */
  #join(
    number: number,
    after: string | undefined,
    answer: readonly RunSummary[],
    next: string | undefined,
  ): readonly RunSummary[] {
    const following = this.#pages[number + 1];
    const last = answer.at(-1);
    if (following === undefined || next === undefined || last === undefined) {
      this.#cut(number, next);
      return answer;
    }
    const boundary = answer.findIndex((run) => run.runId === following.after);
    if (boundary >= 0) return answer.slice(0, boundary + 1);
    const [behind = Number.NEGATIVE_INFINITY] = following.starts;
    if (last.startedAt <= behind) {
      // The run at the boundary was deleted.
      const kept = answer.filter((run) => run.startedAt > behind);
      following.after = kept.at(-1)?.runId ?? after;
      return kept;
    }
    const ids = new Set(answer.map((run) => run.runId));
    const known = this.#pages[number]?.runs ?? [];
    // More has begun than a page holds: what lies behind is asked for again when it is looked at.
    if (!known.some((run) => ids.has(run.runId))) this.#cut(number, next);
    else
      this.#push(
        number + 1,
        next,
        known.filter((run) => run.startedAt < last.startedAt),
      );
    return answer;
  }

  /** Forgets a page and all behind it. */
  #cut(number: number, next: string | undefined): void {
    this.#pages.length = number;
    this.#recent = this.#recent.filter((page) => page < number);
    this.#next = next;
  }

  /** Puts the runs that a fresh page has pushed out of it into a page of their own. */
  #push(number: number, after: string, runs: RunSummary[]): void {
    this.#pages.splice(number, 0, { after, runs, starts: runs.map((run) => run.startedAt) });
    this.#recent = this.#recent.map((page) => (page >= number ? page + 1 : page));
    this.touch(number);
  }
}
