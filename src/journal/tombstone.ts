import type { RunSummary } from '../protocol/api/run-summary.ts';

/** How many deleted runs a journal still tells of; older ones are forgotten altogether. */
export const KEPT_TOMBSTONES = 1_000;

/** What is kept of a deleted run: what it was, how it ended, and how many calls it made. */
export interface DeletedRun {
  /** Milliseconds since the epoch. */
  deletedAt: number;
  /** Without anything the run said: tags, messages, the error, names of tools and hosts. */
  summary: RunSummary;
}

/** The part of a run's summary that outlives it. */
export function tombstoneOf(run: RunSummary): RunSummary {
  const { runId, kind, title, state, startedAt, endedAt, lastSeq, lastAt, calls, applied } = run;
  return {
    runId,
    kind,
    title,
    state,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    lastSeq,
    lastAt,
    calls,
    applied,
    tools: [],
    files: run.files,
    open: [],
  };
}
