import type { EventHeader } from '../protocol/events/header.ts';
import type {
  RunCancelRequested,
  RunEnded,
  RunProgressed,
  RunStarted,
} from '../protocol/events/run.ts';
import { leaveUnfinished } from './apply-call.ts';
import type { TimelineState } from './state.ts';

export function applyRunStarted(state: TimelineState, event: EventHeader & RunStarted): void {
  const { run } = state;
  if (run.startedAt !== undefined) return;
  run.startedAt = event.at;
  run.kind = event.kind;
  run.title = event.title;
  if (event.parent !== undefined) run.parent = event.parent;
  if (event.source !== undefined) run.source = event.source;
  if (event.host !== undefined) run.host = event.host;
  if (event.limits !== undefined) run.limits = event.limits;
  if (event.isolation !== undefined) run.isolation = event.isolation;
  if (event.tags !== undefined) run.tags = event.tags;
}

export function applyRunProgressed(state: TimelineState, event: RunProgressed): void {
  if (state.run.endedAt !== undefined) return;
  if (event.percent !== undefined) state.run.percent = event.percent;
  if (event.message !== undefined) state.run.message = event.message;
}

export function applyRunCancelRequested(
  state: TimelineState,
  event: EventHeader & RunCancelRequested,
): void {
  const { at, by, reason } = event;
  state.run.cancelRequest ??= { at, by, ...(reason !== undefined && { reason }) };
}

export function applyRunEnded(state: TimelineState, event: EventHeader & RunEnded): void {
  const { run } = state;
  if (run.endedAt !== undefined) return;
  run.state = event.outcome;
  run.endedAt = event.at;
  if (event.summary !== undefined) run.summary = event.summary;
  if (event.value !== undefined) run.value = event.value;
  if (event.preview !== undefined) run.preview = event.preview;
  if (event.error !== undefined) run.error = event.error;
  if (event.stoppedBy !== undefined) run.stoppedBy = event.stoppedBy;
  // Not spread into the call: there may be more notes than a call takes arguments.
  for (const note of event.notes ?? []) run.notes.push(note);
  for (const call of [...state.running]) leaveUnfinished(state, call, event.seq);
}
