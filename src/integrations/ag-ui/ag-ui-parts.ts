import type { CallBegan } from '../../protocol/events/call.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
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
  const stored = args === undefined || isInline(args) ? {} : { args };
  const facts = given({ parentCallId, line, road, assetId, marks, ...stored });
  const start = { type: 'TOOL_CALL_START', toolCallId, toolCallName } as const;
  return [
    { ...start, metadata: about(facts) },
    ...(args === undefined ? [] : [argsOf(toolCallId, args)]),
    { type: 'TOOL_CALL_END', toolCallId },
  ];
}

/** Clients parse arguments as JSON: those that are kept beside the journal are a stand-in. */
function argsOf(toolCallId: string, args: RecordedValue): AgUiEvent {
  const delta = isInline(args) ? textOf({ value: args.value }, true) : '{"__truncated__":true}';
  return { type: 'TOOL_CALL_ARGS', toolCallId, delta };
}

/** A value as text: a string as it is, unless `asJson`; everything else as JSON. */
export function textOf(recorded: RecordedValue | undefined, asJson = false): string {
  if (recorded === undefined) return '';
  if (!isInline(recorded)) return recorded.preview;
  const { value } = recorded;
  return typeof value === 'string' && !asJson ? value : (JSON.stringify(value) ?? '');
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

/** Facts that AG-UI has no field for. */
export function about(facts: Record<string, unknown>): { causeway: Record<string, unknown> } {
  return { causeway: facts };
}

function given(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
