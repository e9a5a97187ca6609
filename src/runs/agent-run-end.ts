import type { SessionEnd } from '../agents/session-types.ts';
import type { RunEnded } from '../protocol/events/run.ts';
import type { AgentRunResult, RunDeliverable } from './agent-run-types.ts';

const errorNames = {
  error: 'AgentError',
  exited: 'AgentExited',
  lost: 'AgentLost',
  timed_out: 'AgentTimedOut',
  cancelled: 'AgentCancelled',
} as const;

/** Characters of what the agent said last; all of it stands in the event that it became. */
const LONGEST_SUMMARY = 100_000;

/** The last event of a run whose session ended. */
export function runEndOf({
  outcome,
  summary: said,
  reason,
  stoppedBy,
  notes,
}: SessionEnd): RunEnded {
  const isLong = said !== undefined && said.length > LONGEST_SUMMARY;
  const summary = isLong ? `${said.slice(0, LONGEST_SUMMARY).toWellFormed()}…` : said;
  const message = outcome === 'error' ? (summary ?? reason) : reason;
  return {
    type: 'run.ended',
    outcome,
    ...(summary !== undefined && { summary }),
    ...(outcome !== 'done' && { error: { name: errorNames[outcome], message } }),
    ...(stoppedBy && { stoppedBy }),
    ...(notes.length > 0 && { notes }),
  };
}

/** How a run ends whose session could not begin: the run has, and must not stay open. */
export function notBegun(fault: unknown, cancelled: AbortSignal): SessionEnd {
  const reason = fault instanceof Error ? fault.message : String(fault);
  return { outcome: cancelled.aborted ? 'cancelled' : 'error', reason, notes: [] };
}

/** The end of a run that somebody else ended before its session did: theirs stands in the journal. */
export function endedByOthers(end: SessionEnd, recorded: RunEnded | undefined): SessionEnd {
  const { summary: said, outcome: own, ...facts } = end;
  const { outcome, summary } = recorded ?? { outcome: own, summary: said };
  return {
    ...facts,
    outcome,
    ...(summary !== undefined && { summary }),
    reason: 'The run was ended from outside.',
  };
}

/** What whoever started the run is told. */
export function resultOf(
  runId: string,
  { outcome, summary, reason, exitCode, signal, notes }: SessionEnd,
  deliverables: RunDeliverable[],
): AgentRunResult {
  return {
    runId,
    outcome,
    ...(summary !== undefined && { summary }),
    reason,
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
    deliverables,
    notes,
  };
}
