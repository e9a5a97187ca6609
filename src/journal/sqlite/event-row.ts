import type { RunEvent } from '../../protocol/events/event.ts';
import { readJson } from '../../protocol/read-json.ts';

/** An event as it stands in the table `events`. */
export interface EventRow {
  seq: number;
  at: number;
  body: string;
}

/** Puts an event together again: the header is in columns and comes last, so that it counts. */
export function readEventRow(runId: string, { seq, at, body }: EventRow): RunEvent {
  return { ...(readJson(body) as object), runId, seq, at } as RunEvent;
}
