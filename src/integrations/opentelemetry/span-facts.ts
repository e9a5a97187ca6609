import type { Attributes, AttributeValue, HrTime } from '@opentelemetry/api';
import { recordedJson } from '../../protocol/recorded-json.ts';
import type { CallNode, CallState } from '../../timeline/call-node.ts';
import type { RunFacts } from '../../timeline/timeline.ts';

/** Characters of a name or a message that a span carries; whoever sent it decides how long it is. */
const NAME_LENGTH = 200;
const MESSAGE_LENGTH = 1_000;

/** Why an operation counts as failed, as a span tells it. */
export interface SpanFault {
  /** `error.type`: a stable code where there is one. */
  type: string;
  message: string;
}

/** Milliseconds since the epoch as a trace has it. A bare number would be read as an uptime. */
export function spanTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}

/** What a span tells of a run from its beginning, and the span's name. */
export function runStart(runId: string, run: RunFacts): { name: string; attributes: Attributes } {
  const operation = run.kind === 'agent' ? 'invoke_agent' : 'invoke_workflow';
  const title = clip(run.title ?? '', NAME_LENGTH);
  const subject = run.kind === 'agent' ? 'gen_ai.agent.name' : 'gen_ai.workflow.name';
  const tags = Object.entries(run.tags ?? {});
  return {
    name: title === '' ? operation : `${operation} ${title}`,
    attributes: given({
      'gen_ai.operation.name': operation,
      [subject]: title === '' ? undefined : title,
      'causeway.run.id': runId,
      'causeway.run.kind': run.kind,
      'causeway.run.parent.run_id': run.parent?.runId,
      'causeway.run.parent.call_id': run.parent?.callId,
      'causeway.run.host': run.host,
      'causeway.run.isolation': run.isolation,
      'code.file.path': run.source?.filename,
      ...Object.fromEntries(tags.map(([name, value]) => [`causeway.run.tag.${name}`, value])),
    }),
  };
}

/** What a span tells of a run once it is over. */
export function runEnd(run: RunFacts): { attributes: Attributes; fault?: SpanFault } {
  const attributes = given({
    'causeway.run.outcome': run.state,
    'causeway.run.summary': run.summary && clip(run.summary, MESSAGE_LENGTH),
    'causeway.run.notes': run.notes.map((note) => clip(note, MESSAGE_LENGTH)),
  });
  if (run.state === 'done' || run.endedAt === undefined) return { attributes };
  const message = clip(run.error?.message ?? `the run ended as ${run.state}`, MESSAGE_LENGTH);
  const type = run.state === 'error' ? (run.error?.name ?? 'error') : run.state;
  return { attributes, fault: { type: clip(type, NAME_LENGTH), message } };
}

/** What a span tells of a call from its beginning, and the span's name. */
export function callStart(
  runId: string,
  call: CallNode,
  withContent: boolean,
): { name: string; attributes: Attributes } {
  const tool = call.tool === undefined ? undefined : clip(call.tool, NAME_LENGTH);
  return {
    name: tool === undefined ? 'execute_tool' : `execute_tool ${tool}`,
    attributes: given({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      'gen_ai.tool.call.id': call.callId,
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.arguments': withContent ? jsonOf(call.args) : undefined,
      'code.line.number': call.line,
      'causeway.run.id': runId,
      'causeway.call.road': call.road,
      'causeway.call.asset_id': call.assetId,
    }),
  };
}

/** What a span tells of a call once it, or its run, is over. */
export function callEnd(
  call: CallNode,
  withContent: boolean,
): { attributes: Attributes; fault?: SpanFault } {
  const attributes = given({
    'gen_ai.tool.call.result': withContent ? jsonOf(call.result) : undefined,
    'causeway.call.status': call.state,
    'causeway.call.applied': call.applied,
    'causeway.call.marks': call.marks.length > 0 ? [...call.marks] : undefined,
  });
  if (call.state === 'ok' || call.state === 'running') return { attributes };
  const type = call.error?.code ?? call.error?.name ?? call.state;
  const message = call.error?.message ?? words[call.state];
  return {
    attributes,
    fault: { type: clip(type, NAME_LENGTH), message: clip(message, MESSAGE_LENGTH) },
  };
}

const words: Readonly<Record<CallState, string>> = {
  running: 'the call is under way',
  ok: 'the call ended well',
  error: 'the call failed',
  refused: 'the call was refused',
  cancelled: 'the call was cancelled',
  timed_out: 'the call ran out of time',
  unfinished: 'the run ended before this call did',
};

function jsonOf(recorded: CallNode['args']): string | undefined {
  return recorded && recordedJson(recorded).json;
}

function given(attributes: Record<string, AttributeValue | undefined>): Attributes {
  const entries = Object.entries(attributes).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries);
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
