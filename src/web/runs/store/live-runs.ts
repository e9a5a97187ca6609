import type { RunSummary } from '../../../protocol/api/run-summary.ts';
import { isInView, type RunQuery } from './run-query.ts';

/** Most live runs in memory, the newest; beyond that only their number is shown. */
const MOST_LIVE = 1000;

/**
 * The runs under way, in an order that stands still until `arrange` is called: a run that has ended
 * keeps its line, one that has begun waits.
 */
export class LiveRuns {
  #runs = new Map<string, RunSummary>();
  /** Ids of the lines that are shown, in their order. */
  #order: string[] = [];
  /** Ids that the server listed for a filter which only it can apply. */
  #listed = new Set<string>();
  #query: RunQuery = { view: 'all', text: '' };
  /** Ids that a stream has told so far of all runs under way; undefined once it has told all. */
  #snapshot: Set<string> | undefined;
  #isFirst = true;

  /** The lines as they stand. */
  shown(): RunSummary[] {
    return this.#order.flatMap((runId) => this.#runs.get(runId) ?? []);
  }

  /** How many runs have begun and have no line. */
  get newRuns(): number {
    const placed = new Set(this.#order);
    return this.#wanted().filter((run) => !placed.has(run.runId)).length;
  }

  /** Whether a line is missing, or stands where it does not belong any more. */
  get isOutOfPlace(): boolean {
    const wanted = this.#sorted();
    return (
      wanted.length !== this.#order.length ||
      wanted.some((run, index) => run.runId !== this.#order[index])
    );
  }

  /** Puts all lines into their order; returns the runs that have ended and are no more among them. */
  arrange(): RunSummary[] {
    const ended = [...this.#runs.values()].filter((run) => run.state !== 'running');
    for (const run of ended) this.#runs.delete(run.runId);
    this.#order = this.#sorted().map((run) => run.runId);
    return ended.filter((run) => this.#belongs(run));
  }

  /** Another filter: the lines are made anew. */
  setQuery(query: RunQuery): void {
    this.#query = query;
    this.#listed.clear();
    this.#order = this.#sorted().map((run) => run.runId);
  }

  /** Takes a run that is part of the server's answer to the query; it gets its line at once. */
  addListed(run: RunSummary): void {
    this.#runs.set(run.runId, run);
    this.#listed.add(run.runId);
    if (!this.#order.includes(run.runId)) this.#order = this.#sorted().map((other) => other.runId);
  }

  /** A stream begins: it tells all runs under way first. */
  beginSnapshot(): void {
    this.#snapshot = new Set();
  }

  /** The stream has told all; tells whether lists have to be asked for again because it came back. */
  endSnapshot(): boolean {
    const told = this.#snapshot;
    if (told === undefined) return false;
    this.#snapshot = undefined;
    for (const runId of [...this.#runs.keys()]) if (!told.has(runId)) this.remove(runId);
    const cameBack = !this.#isFirst;
    if (this.#isFirst) this.#order = this.#sorted().map((run) => run.runId);
    this.#isFirst = false;
    return cameBack;
  }

  /** Takes a run's newer state. */
  take(run: RunSummary): { isKnown: boolean; requestsChanged: boolean } {
    this.#snapshot?.add(run.runId);
    const known = this.#runs.get(run.runId);
    const requestsChanged =
      (known?.open ?? []).map(({ id }) => id).join() !== run.open.map(({ id }) => id).join();
    const isLive = run.state === 'running';
    if (known !== undefined || (isLive && this.#runs.size < MOST_LIVE)) {
      this.#runs.set(run.runId, run);
    }
    return { isKnown: known !== undefined || (isLive && this.#belongs(run)), requestsChanged };
  }

  remove(runId: string): void {
    this.#runs.delete(runId);
    this.#order = this.#order.filter((other) => other !== runId);
  }

  #belongs(run: RunSummary): boolean {
    if (this.#query.text.trim() !== '') return this.#listed.has(run.runId);
    return run.state === 'running' ? isInView(run, this.#query.view) : true;
  }

  #wanted(): RunSummary[] {
    return [...this.#runs.values()].filter((run) => run.state === 'running' && this.#belongs(run));
  }

  /** Runs that wait for a person first, then the newest. */
  #sorted(): RunSummary[] {
    return this.#wanted().sort(
      (one, other) =>
        Number(other.open.length > 0) - Number(one.open.length > 0) ||
        other.startedAt - one.startedAt ||
        (one.runId < other.runId ? 1 : -1),
    );
  }
}
