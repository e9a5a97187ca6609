import type { RunEvent } from '../../../protocol/events/event.ts';
import type { CallNode } from '../../../timeline/call-node.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import type { ApprovalIndex } from './approval-index.ts';

/** The calls that an event, which `timeline` has just taken, made new or different. */
export function changedBy(
  timeline: Timeline,
  approvals: ApprovalIndex,
  event: RunEvent,
): readonly CallNode[] {
  if (event.type === 'approval.given') {
    return known(timeline, approvals.get(event.id as string)?.callId);
  }
  // Its end is the end of every call that was under way.
  if (event.type === 'run.ended') {
    return [...timeline.failed].filter(({ revision }) => revision === event.seq);
  }
  const [call] = known(timeline, (event as { callId?: unknown }).callId);
  if (call === undefined) return [];
  // The first event of a call, whichever it is, takes the calls that waited for it beneath.
  return call.position === event.seq ? [call, ...call.children] : [call];
}

function known(timeline: Timeline, callId: unknown): CallNode[] {
  const call = typeof callId === 'string' ? timeline.callsById.get(callId) : undefined;
  return call === undefined ? [] : [call];
}
