import type { CallEntry } from './call-entry.ts';
import type { CallSite } from './call-site.ts';

/**
 * How far a row is open. `some`: of a group, the exceptions, 20 of them when there are more than
 * 50; `exceptions`: all of those.
 */
export type OpenMode = 'closed' | 'some' | 'exceptions' | 'all';

/** The row of the run itself. */
export const runRowId = 'run';

/** Which rows are open: what a person chose for some, and a rule for the others. */
export class Openness {
  readonly #chosen = new Map<string, OpenMode>();
  #depth = Number.POSITIVE_INFINITY;
  #onlyExceptions = false;

  isRunOpen(): boolean {
    return this.#chosen.get(runRowId) !== 'closed';
  }

  ofCall(entry: CallEntry, depth: number): OpenMode {
    const chosen = this.#chosen.get(entry.id);
    if (chosen !== undefined) return chosen;
    if (depth >= this.#depth) return 'closed';
    return this.#onlyExceptions && entry.exceptionParts === 0 ? 'closed' : 'all';
  }

  /** `isFiltered`: its members are those that match, and they are what a person looks for. */
  ofSite(site: CallSite, depth: number, isFiltered: boolean): OpenMode {
    const chosen = this.#chosen.get(site.id);
    if (chosen !== undefined) return chosen;
    if (depth >= this.#depth) return 'closed';
    return isFiltered ? 'all' : 'some';
  }

  set(id: string, mode: OpenMode): void {
    this.#chosen.set(id, mode);
  }

  /** Shows rows down to a depth, 1 being the run alone, and forgets what was chosen. */
  toDepth(depth: number): void {
    this.#chosen.clear();
    this.#depth = depth - 1;
    this.#onlyExceptions = false;
  }

  /** Closes whatever holds no exception, and forgets what was chosen. */
  onlyExceptions(): void {
    this.#chosen.clear();
    this.#depth = Number.POSITIVE_INFINITY;
    this.#onlyExceptions = true;
  }
}
