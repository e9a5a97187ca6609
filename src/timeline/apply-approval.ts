import type { ApprovalAsked, ApprovalGiven } from '../protocol/events/approval.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { TimelineState } from './state.ts';
import type { Approval } from './timeline.ts';

export function applyApprovalAsked(state: TimelineState, event: EventHeader & ApprovalAsked): void {
  const known = state.approvalById.get(event.id);
  if (known?.askedAt !== undefined) return;
  const approval = known ?? { id: event.id };
  approval.callId = event.callId;
  approval.askedAt = event.at;
  if (known === undefined) {
    state.approvals.push(approval);
    state.openApprovals.add(approval);
    state.approvalById.set(event.id, approval);
  }
  state.approvalByCall.set(event.callId, approval);
  const call = state.callsById.get(event.callId);
  if (call === undefined) return;
  call.approvalId = event.id;
  call.revision = event.seq;
}

export function applyApprovalGiven(state: TimelineState, event: EventHeader & ApprovalGiven): void {
  const given: Approval['given'] = {
    by: event.by,
    at: event.at,
    decision: event.decision,
    ...(event.args === undefined ? {} : { args: event.args }),
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  };
  const known = state.approvalById.get(event.id);
  if (known === undefined) {
    const approval = { id: event.id, given };
    state.approvals.push(approval);
    state.approvalById.set(event.id, approval);
    return;
  }
  known.given ??= given;
  state.openApprovals.delete(known);
  const call = known.callId === undefined ? undefined : state.callsById.get(known.callId);
  if (call !== undefined) call.revision = event.seq;
}
