import type { CallStatus } from '../protocol/events/call.ts';
import type { CallNode } from './call-node.ts';
import type { Approval, AttentionRequest, Timeline } from './timeline.ts';

/** How many calls ended in which status. */
export function countByStatus(timeline: Timeline): Record<CallStatus, number> {
  const { ok, error, refused, cancelled, timed_out } = timeline.counts;
  return { ok, error, refused, cancelled, timed_out };
}

/**
 * How long the run took, in milliseconds; of one that is under way, how long until `now` (the
 * epoch's milliseconds; by default until its last event). Undefined before its start.
 */
export function runDuration(timeline: Timeline, now?: number): number | undefined {
  const { startedAt, endedAt } = timeline.run;
  if (startedAt === undefined) return undefined;
  return Math.max(0, (endedAt ?? now ?? timeline.lastAt ?? startedAt) - startedAt);
}

/** The same for one call: until its end, `now`, or the end of a run that ended without it. */
export function callDuration(timeline: Timeline, call: CallNode, now?: number): number | undefined {
  if (call.endedAt !== undefined || call.beganAt === undefined) return call.durationMs;
  const until = timeline.run.endedAt ?? now ?? timeline.lastAt ?? call.beganAt;
  return Math.max(0, until - call.beganAt);
}

/** Requests to a person that nobody has dealt with. */
export function openAttention(timeline: Timeline): AttentionRequest[] {
  return [...timeline.openAttention];
}

/** Questions about calls that nobody has decided. */
export function openApprovals(timeline: Timeline): Approval[] {
  return [...timeline.openApprovals];
}
