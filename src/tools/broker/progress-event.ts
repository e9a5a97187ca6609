import type { CallProgressed } from '../../protocol/events/call.ts';

/** Longest progress message, in characters. */
const MAX_MESSAGE = 1000;

/** The event for what a tool reports; undefined when that says nothing. Never throws. */
export function progressEvent(callId: string, progress: unknown): CallProgressed | undefined {
  if (typeof progress !== 'object' || progress === null) return undefined;
  const { percent, message } = progress as { percent?: unknown; message?: unknown };
  const event: CallProgressed = { type: 'call.progressed', callId };
  if (typeof percent === 'number' && !Number.isNaN(percent)) {
    event.percent = Math.min(100, Math.max(0, percent));
  }
  if (typeof message === 'string' && message !== '') {
    event.message = message.slice(0, MAX_MESSAGE).toWellFormed();
  }
  return event.percent === undefined && event.message === undefined ? undefined : event;
}
