import { parseRunFilter, RunFilterError } from '../protocol/api/run-filter.ts';
import type { RunSummary } from '../protocol/api/run-summary.ts';
import { JournalError } from './journal-error.ts';
import { searchPiece, searchText } from './search-text.ts';

/** A filter in terms of what a journal keeps of a run. */
export interface RunCondition {
  /** Pieces that the run's search text must all have. */
  pieces: string[];
  /** The run started at this time or later, in milliseconds since the epoch. */
  from: number;
  /** The run started before this time, in milliseconds since the epoch. */
  before: number;
}

/**
 * Reads a filter text at a time in milliseconds since the epoch.
 *
 * @throws JournalError `invalid_filter`
 */
export function readCondition(text: string, now: number): RunCondition {
  try {
    const { terms, olderMs, newerMs } = parseRunFilter(text);
    return {
      pieces: terms.map(searchPiece),
      from: newerMs === undefined ? Number.NEGATIVE_INFINITY : now - newerMs,
      before: olderMs === undefined ? Number.POSITIVE_INFINITY : now - olderMs,
    };
  } catch (cause) {
    if (!(cause instanceof RunFilterError)) throw cause;
    throw new JournalError('invalid_filter', cause.message, { cause });
  }
}

/** Whether a run is one that a filter asks for. */
export function meets(run: RunSummary, { pieces, from, before }: RunCondition): boolean {
  if (run.startedAt < from || run.startedAt >= before) return false;
  if (pieces.length === 0) return true;
  const text = searchText(run);
  return pieces.every((piece) => text.includes(piece));
}
