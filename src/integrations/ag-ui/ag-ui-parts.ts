import type { CallBegan } from '../../protocol/events/call.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { readJson } from '../../protocol/read-json.ts';
import { recordedJson } from '../../protocol/recorded-json.ts';
import { isInline, type RecordedValue } from '../../protocol/recorded-value.ts';
import type { AgUiEvent } from './ag-ui-event.ts';

/** A call and its arguments, which are complete when a call begins. */
export function tellCall(
  toolCallId: string,
  toolCallName: string,
  began: CallBegan | undefined,
  marks?: string[],
): AgUiEvent[] {
  const { parentCallId, line, road, assetId, args } = began ?? {};
  const facts = about({ parentCallId, line, road, assetId, marks, args: cutOf(args) });
  const start = { type: 'TOOL_CALL_START', toolCallId, toolCallName } as const;
  return [
    { ...start, metadata: facts },
    ...(args === undefined ? [] : [argsOf(toolCallId, args)]),
    { type: 'TOOL_CALL_END', toolCallId },
  ];
}

/** Clients parse arguments as JSON: what the journal does not have whole is a stand-in. */
function argsOf(toolCallId: string, args: RecordedValue): AgUiEvent {
  const { json, whole } = recordedJson(args);
  return { type: 'TOOL_CALL_ARGS', toolCallId, delta: whole ? json : '{"__truncated__":true}' };
}

/** A result as text: a string as it is, anything else as JSON. */
export function textOf(result: RecordedValue | undefined): string {
  if (result === undefined) return '';
  if (isInline(result) && typeof result.value === 'string') return result.value;
  return recordedJson(result).json;
}

/** A value as JavaScript reads it; undefined where the journal does not have it whole. */
export function parsedOf(recorded: RecordedValue | undefined): unknown {
  if (recorded === undefined || isInline(recorded)) return recorded?.value;
  const { json, whole } = recordedJson(recorded);
  if (!whole) return undefined;
  try {
    return readJson(json);
  } catch {
    // A text that another writer cut and counted wrongly.
    return undefined;
  }
}

/** What a client should know of a value that it does not get whole. */
export function cutOf(recorded: RecordedValue | undefined): RecordedValue | undefined {
  return recorded === undefined || recordedJson(recorded).whole ? undefined : recorded;
}

/** What AG-UI has no event for. */
export function custom(event: RunEvent): AgUiEvent {
  return { type: 'CUSTOM', name: `causeway.${event.type}`, value: bodyOf(event) };
}

/** What an event says: without its header and its type. */
export function bodyOf(event: RunEvent): Record<string, unknown> {
  const { type, runId, seq, at, ...body } = event as RunEvent & Record<string, unknown>;
  return body;
}

/** Facts that AG-UI has no field for; those that are undefined are left out. */
export function about(facts: Record<string, unknown>): { causeway: Record<string, unknown> } {
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
  return { causeway: Object.fromEntries(given) };
}
