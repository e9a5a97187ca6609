import type { CallBegan, CallEnded, CallProgressed } from '../protocol/events/call.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { CallApplied, CallState } from './call-node.ts';
import { addMark, adoptOrphans, callFor, placeCall, removeMark } from './place-call.ts';
import type { MutableCall, TimelineState } from './state.ts';

export function applyCallBegan(state: TimelineState, event: EventHeader & CallBegan): void {
  const isNew = !state.callsById.has(event.callId);
  const call = callFor(state, event.callId, event.seq);
  call.revision = event.seq;
  if (call.tool !== undefined) {
    addMark(call, 'began_twice');
    return;
  }
  call.tool = event.tool;
  noteTool(state, event.tool);
  call.args = event.args;
  call.road = event.road;
  call.beganAt = event.at;
  if (event.emittedAt !== undefined) call.emittedAt = event.emittedAt;
  call.position = event.seq;
  if (event.parentCallId !== undefined) call.parentCallId = event.parentCallId;
  if (event.assetId !== undefined) call.assetId = event.assetId;
  if (event.line !== undefined) call.line = event.line;
  if (!isNew) {
    removeMark(call, 'began_missing');
    addMark(call, 'began_late');
  }
  placeCall(state, call, event.parentCallId);
  if (isNew) completeNew(state, call, event.seq);
}

export function applyCallProgressed(
  state: TimelineState,
  event: EventHeader & CallProgressed,
): void {
  const call = callSeenWithoutBegin(state, event.callId, event.seq);
  if (call.endedAt !== undefined) return;
  if (event.percent !== undefined) call.percent = event.percent;
  if (event.message !== undefined) call.message = event.message;
  call.revision = event.seq;
}

export function applyCallEnded(state: TimelineState, event: EventHeader & CallEnded): void {
  const call = callSeenWithoutBegin(state, event.callId, event.seq);
  call.revision = event.seq;
  if (call.endedAt !== undefined) {
    addMark(call, 'ended_twice');
    return;
  }
  call.endedAt = event.at;
  if (call.beganAt !== undefined) call.durationMs = durationOf(call, call.beganAt, event);
  if (event.result !== undefined) call.result = event.result;
  if (event.error !== undefined) call.error = event.error;
  removeMark(call, 'never_ended');
  const notStarted = event.status === 'refused' && event.applied === 'no';
  settle(state, call, event.status, notStarted ? 'not_started' : event.applied);
}

/** How long a call took: by its emitter's clock where that tells, since events can travel together. */
function durationOf(
  { emittedAt }: MutableCall,
  beganAt: number,
  event: EventHeader & CallEnded,
): number {
  const ended = event.emittedAt;
  if (emittedAt !== undefined && ended !== undefined && ended >= emittedAt) {
    // A clock that shows whole seconds says nothing of a call.
    if (emittedAt % 1000 !== 0 || ended % 1000 !== 0) return ended - emittedAt;
  }
  return Math.max(0, event.at - beganAt);
}

/** Called when the run is over: whatever still runs will not be heard of again. */
export function leaveUnfinished(state: TimelineState, call: MutableCall, seq: number): void {
  const approval = state.approvalByCall.get(call.callId);
  const held = approval !== undefined && approval.given?.decision !== 'approve';
  addMark(call, 'never_ended');
  call.revision = seq;
  settle(state, call, 'unfinished', held ? 'not_started' : 'unknown');
}

/** Longest list of tool names: what a view of many runs can show of one. */
const MOST_TOOLS = 50;

function noteTool({ tools }: TimelineState, tool: string): void {
  if (tools.includes(tool)) return;
  const behind = tools.findIndex((other) => other > tool);
  tools.splice(behind === -1 ? tools.length : behind, 0, tool);
  if (tools.length > MOST_TOOLS) tools.pop();
}

function callSeenWithoutBegin(state: TimelineState, callId: string, seq: number): MutableCall {
  if (state.callsById.has(callId)) return callFor(state, callId, seq);
  const call = callFor(state, callId, seq);
  addMark(call, 'began_missing');
  completeNew(state, call, seq);
  return call;
}

function completeNew(state: TimelineState, call: MutableCall, seq: number): void {
  adoptOrphans(state, call, seq);
  const approval = state.approvalByCall.get(call.callId);
  if (approval !== undefined) call.approvalId = approval.id;
  if (state.run.endedAt !== undefined) leaveUnfinished(state, call, seq);
}

function settle(
  state: TimelineState,
  call: MutableCall,
  to: CallState,
  applied: CallApplied,
): void {
  state.counts[call.state] -= 1;
  state.counts[to] += 1;
  // A call that is under way stands in `running` and in no count of effects.
  if (call.state !== 'running') state.applied[call.applied] -= 1;
  state.applied[applied] += 1;
  state.running.delete(call);
  state.failed.delete(call);
  if (to !== 'ok') state.failed.add(call);
  call.state = to;
  call.applied = applied;
}
