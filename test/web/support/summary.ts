import type { RunSummary } from '../../../src/protocol/api/run-summary.ts';

/** A run that ended well and did nothing, but for what is given. */
export function summary(given: Partial<RunSummary>): RunSummary {
  return {
    runId: 'run_1',
    kind: 'code',
    title: 'A run',
    state: 'done',
    startedAt: 0,
    endedAt: 1000,
    lastSeq: 2,
    lastAt: 1000,
    calls: { running: 0, ok: 0, error: 0, refused: 0, cancelled: 0, timed_out: 0, unfinished: 0 },
    applied: { yes: 0, no: 0, unknown: 0, not_started: 0 },
    tools: [],
    files: 0,
    open: [],
    ...given,
  };
}
