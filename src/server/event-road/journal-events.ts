import { hideEventTokens } from '../../protocol/call-events/hide-event-tokens.ts';
import type {
  ReceivedBegin,
  ReceivedEnd,
  ReceivedEvent,
} from '../../protocol/call-events/received-event.ts';
import type { CallBegan, CallEnded, CallError } from '../../protocol/events/call.ts';
import { cutUtf8 } from '../../protocol/record-json.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';
import type { EventClaims } from './event-token.ts';
import { roadCallId } from './road-call-id.ts';

/** Makes what the journal keeps of a JSON text. */
export type KeepJson = (json: string) => RecordedValue;

/** Longest message of an error, in characters, as the broker has it. */
const LONGEST_MESSAGE = 8000;
const LONGEST_NAME = 200;

/** Turns an event of the road into one of the journal. */
export function journalEvent(
  event: ReceivedEvent,
  claims: EventClaims,
  keep: KeepJson,
): CallBegan | CallEnded {
  return event.type === 'begin' ? began(event, claims, keep) : ended(event, claims, keep);
}

function began(event: ReceivedBegin, { parentCallId }: EventClaims, keep: KeepJson): CallBegan {
  const parent =
    event.parentCallId === undefined ? parentCallId : roadCallId(parentCallId, event.parentCallId);
  return {
    type: 'call.began',
    callId: roadCallId(parentCallId, event.callId),
    ...(parent !== undefined && { parentCallId: parent }),
    tool: event.tool,
    args: keep(event.argsJson),
    ...(event.assetId !== undefined && { assetId: event.assetId }),
    road: 'event',
    emittedAt: event.emittedAt,
  };
}

function ended(event: ReceivedEnd, { parentCallId }: EventClaims, keep: KeepJson): CallEnded {
  return {
    type: 'call.ended',
    callId: roadCallId(parentCallId, event.callId),
    status: event.isError ? 'error' : 'ok',
    result: keep(event.resultJson),
    ...(event.isError && { error: errorOf(event.result, event.resultJson) }),
    // Whoever says that a call failed does not say how far it came.
    applied: event.isError ? 'unknown' : 'yes',
    emittedAt: event.emittedAt,
  };
}

/** Reads what is known of an error out of a result: its name, message and code where it has them. */
function errorOf(result: unknown, json: string): CallError {
  if (typeof result === 'string') return { name: 'Error', message: cut(result) };
  const fields = (typeof result === 'object' && result !== null ? result : {}) as Fields;
  const name = text(fields.name) ?? text(fields.type) ?? 'Error';
  const code = text(fields.code);
  const message = text(fields.message) ?? text(fields.error) ?? cutUtf8(hideEventTokens(json), 500);
  return {
    name: name.slice(0, LONGEST_NAME),
    message: cut(message),
    ...(code !== undefined && { code: code.slice(0, LONGEST_NAME) }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function cut(message: string): string {
  return hideEventTokens(message).slice(0, LONGEST_MESSAGE).toWellFormed();
}
