import type { RunEvent, RunEventBody } from '../../src/protocol/events/event.ts';
import { parseEvent } from '../../src/protocol/events/event.ts';

/** The events of a run that does these things, one every 10 ms from 1000 on. */
export function runOf(
  bodies: readonly (RunEventBody | { type: string; [field: string]: unknown })[],
): RunEvent[] {
  return bodies.map((body, index) =>
    parseEvent({ runId: 'run-1', seq: index + 1, at: 1_000 + index * 10, ...body }),
  );
}

export const started: RunEventBody = { type: 'run.started', kind: 'code', title: 'A run' };

export function began(callId: string, parentCallId?: string): RunEventBody {
  const parent = parentCallId === undefined ? {} : { parentCallId };
  return {
    type: 'call.began',
    callId,
    tool: 'work',
    args: { value: {} },
    road: 'event',
    ...parent,
  };
}

export function ended(callId: string): RunEventBody {
  return { type: 'call.ended', callId, status: 'ok', applied: 'yes' };
}
