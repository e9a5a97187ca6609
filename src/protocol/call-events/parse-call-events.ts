import type * as z from 'zod/mini';
import { describeFault } from '../events/describe-fault.ts';
import { parseJson } from '../exact-json.ts';
import { jsonItems, jsonMembers } from '../json-parts.ts';
import { beginEventSchema, endEventSchema } from './call-event.ts';
import { withoutNonFinite } from './non-finite.ts';
import { publishedBeginSchema, publishedEndSchema } from './published-event.ts';
import type { ReceivedBegin, ReceivedEnd, ReceivedEvent } from './received-event.ts';

/** Most events in one body. */
const MOST_EVENTS = 1000;

/** A body of the event road that cannot be taken; the message says where and why. */
export class CallEventError extends Error {
  override readonly name = 'CallEventError';
}

/**
 * Reads the body of a POST: one event or an array of 1 to 1,000, in our shape or in the published
 * one. Payloads are kept as the text they were sent as, so that no number changes.
 *
 * @throws CausewayError `invalid_json`, or CallEventError with the path to the first fault.
 */
export function parseCallEvents(given: string): ReceivedEvent[] {
  const { body, parsed } = readJson(given);
  if (!Array.isArray(parsed)) return [readEvent(parsed, body.trim(), '')];
  if (parsed.length === 0) throw new CallEventError('The array holds no event');
  if (parsed.length > MOST_EVENTS) {
    throw new CallEventError(
      `The array holds ${parsed.length} events; send at most ${MOST_EVENTS} at once`,
    );
  }
  const texts = jsonItems(body);
  return parsed.map((event, index) => readEvent(event, texts[index] as string, `[${index}]`));
}

/** JSON, or what Python's `json` writes in its place. */
function readJson(given: string): { body: string; parsed: unknown } {
  try {
    return { body: given, parsed: parseJson(given) };
  } catch (fault) {
    const body = withoutNonFinite(given);
    if (body === undefined) throw fault;
    return { body, parsed: parseJson(body) };
  }
}

function readEvent(given: unknown, text: string, path: string): ReceivedEvent {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new CallEventError(`${path === '' ? 'The body' : path} must be a JSON object`);
  }
  const members = jsonMembers(text);
  const published = members.has('phase');
  const kind = (given as Record<string, unknown>)[published ? 'phase' : 'type'];
  const begins = kind === 'begin';
  if (!begins && kind !== 'end') {
    throw new CallEventError(
      `${at(path, published ? 'phase' : 'type')} must be "begin" or "end"; ` +
        'an event is {"v":1,"type":"begin","call_id":…,"tool_name":…,"args":…,"at":…} or ' +
        '{"v":1,"type":"end","call_id":…,"tool_name":…,"result":…,"is_error":…,"at":…}',
    );
  }
  if (published) {
    return begins
      ? publishedBegin(given, members, text, path)
      : publishedEnd(given, members, text, path);
  }
  return begins ? ownBegin(given, members, text, path) : ownEnd(given, members, text, path);
}

type Members = ReadonlyMap<string, string>;

function ownBegin(given: object, members: Members, text: string, path: string): ReceivedBegin {
  const event = check(beginEventSchema, given, path);
  return {
    type: 'begin',
    callId: event.call_id,
    tool: event.tool_name,
    argsJson: members.get('args') as string,
    ...(event.asset_id !== undefined && { assetId: event.asset_id }),
    ...(event.parent_call_id !== undefined && { parentCallId: event.parent_call_id }),
    emittedAt: event.at,
    text,
  };
}

function ownEnd(given: object, members: Members, text: string, path: string): ReceivedEnd {
  const event = check(endEventSchema, given, path);
  return {
    type: 'end',
    callId: event.call_id,
    tool: event.tool_name,
    result: event.result,
    resultJson: members.get('result') as string,
    isError: event.is_error,
    emittedAt: event.at,
    text,
  };
}

function publishedBegin(
  given: object,
  members: Members,
  text: string,
  path: string,
): ReceivedBegin {
  const event = check(publishedBeginSchema, given, path);
  return {
    type: 'begin',
    callId: event.callId,
    tool: event.toolName,
    argsJson: members.get('args') as string,
    ...(typeof event.assetId === 'string' && { assetId: event.assetId }),
    emittedAt: Date.parse(event.ts),
    text,
  };
}

function publishedEnd(given: object, members: Members, text: string, path: string): ReceivedEnd {
  const event = check(publishedEndSchema, given, path);
  return {
    type: 'end',
    callId: event.callId,
    tool: event.toolName,
    result: event.result,
    resultJson: members.get('result') as string,
    isError: event.isError,
    emittedAt: Date.parse(event.ts),
    text,
  };
}

function check<T>(schema: z.ZodMiniType<T>, given: object, path: string): T {
  const checked = schema.safeParse(given, { error: describeFault });
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new CallEventError(`${at(path, String(issue?.path[0] ?? ''))} ${issue?.message}`);
}

function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
