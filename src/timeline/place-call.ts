import type { CallMark } from './call-node.ts';
import type { MutableCall, TimelineState } from './state.ts';

/** Finds a call, or adds it at the top of the tree, with the calls that waited for it beneath. */
export function callFor(state: TimelineState, callId: string, seq: number): MutableCall {
  const known = state.callsById.get(callId);
  if (known !== undefined) return known;
  const call: MutableCall = {
    callId,
    state: 'running',
    applied: 'unknown',
    marks: [],
    position: seq,
    revision: seq,
    children: [],
  };
  state.calls.push(call);
  state.callsById.set(callId, call);
  state.roots.add(call);
  state.running.add(call);
  state.counts.running += 1;
  return call;
}

/** Puts a call that has just begun where its begin says it belongs. */
export function placeCall(state: TimelineState, call: MutableCall, parentCallId?: string): void {
  // Added again, the call comes last: siblings stand in the order of their begins.
  state.roots.delete(call);
  state.roots.add(call);
  if (parentCallId === undefined) return;
  const parent = state.callsById.get(parentCallId);
  if (parent !== undefined) {
    putUnder(state, call, parent);
    return;
  }
  addMark(call, 'parent_missing');
  const waiting = state.orphans.get(parentCallId);
  if (waiting === undefined) state.orphans.set(parentCallId, [call]);
  else waiting.push(call);
}

/** Moves the calls that waited for this one beneath it. */
export function adoptOrphans(state: TimelineState, call: MutableCall, seq: number): void {
  const waiting = state.orphans.get(call.callId);
  if (waiting === undefined) return;
  state.orphans.delete(call.callId);
  for (const orphan of waiting) {
    removeMark(orphan, 'parent_missing');
    putUnder(state, orphan, call);
    orphan.revision = seq;
  }
}

export function addMark(call: MutableCall, mark: CallMark): void {
  if (!call.marks.includes(mark)) call.marks.push(mark);
}

export function removeMark(call: MutableCall, mark: CallMark): void {
  call.marks = call.marks.filter((other) => other !== mark);
}

function putUnder(state: TimelineState, call: MutableCall, parent: MutableCall): void {
  // Only calls at the top are ever moved, so that a cycle always closes at the topmost call.
  if (topOf(parent) === call) {
    addMark(call, 'parent_cycle');
    return;
  }
  state.roots.delete(call);
  call.parent = parent;
  call.shortcut = parent;
  parent.children.push(call);
}

/** The call at the top above this one. Shortens the way for the next time, as union-find does. */
function topOf(call: MutableCall): MutableCall {
  let top = call;
  while (top.shortcut !== undefined) top = top.shortcut;
  let step = call;
  while (step.shortcut !== undefined) {
    const next = step.shortcut;
    step.shortcut = top;
    step = next;
  }
  return top;
}
