import type { CallNode } from '../../../timeline/call-node.ts';
import type { ApprovalIndex } from './approval-index.ts';
import type { CallTone } from './selection.ts';

/** The one meaning a call is drawn with. An effect that nobody can tell of outweighs the error. */
export function toneOf(call: CallNode, approvals: ApprovalIndex): CallTone {
  if (call.state === 'running') return isWaiting(call, approvals) ? 'waiting' : 'running';
  if (call.applied === 'unknown') return 'unknown';
  // A refused call never started either, but it failed the program that made it.
  if (call.applied === 'not_started') return call.state === 'refused' ? 'error' : 'not_started';
  if (call.state === 'ok') return 'applied';
  return call.state === 'cancelled' ? 'cancelled' : 'error';
}

/** Whether a person should see a call even where calls that went well are folded away. */
export function isException(tone: CallTone): boolean {
  return tone !== 'applied' && tone !== 'running';
}

function isWaiting(call: CallNode, approvals: ApprovalIndex): boolean {
  if (call.approvalId === undefined) return false;
  return approvals.get(call.approvalId)?.given === undefined;
}
