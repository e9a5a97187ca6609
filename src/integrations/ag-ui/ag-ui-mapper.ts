import type { CallBegan, CallEnded } from '../../protocol/events/call.ts';
import type { KnownEvent, RunEvent } from '../../protocol/events/event.ts';
import type { EventHeader } from '../../protocol/events/header.ts';
import { isKnownEvent } from '../../protocol/events/known-event.ts';
import type { RunEnded } from '../../protocol/events/run.ts';
import { isInline } from '../../protocol/recorded-value.ts';
import type { AgUiEvent } from './ag-ui-event.ts';
import { about, bodyOf, custom, cutOf, parsedOf, tellCall, textOf } from './ag-ui-parts.ts';

export interface AgUiOptions {
  /** The conversation the run belongs to. Default: the run’s id, each run being one of its own. */
  threadId?: string;
}

type Ended = EventHeader & CallEnded;

/**
 * Tells one run to an AG-UI client: takes its events in the order of `seq` and gives AG-UI events
 * that keep that protocol's order. What AG-UI has no event for comes as CUSTOM, so nothing is lost.
 */
export class AgUiMapper {
  readonly #options: AgUiOptions;
  #lastSeq = 0;
  #runId = '';
  /** Calls that were told and wait for their results. */
  readonly #open = new Set<string>();
  /** Calls that were told. */
  readonly #told = new Set<string>();
  /** Ends that came before their begins. */
  readonly #early = new Map<string, Ended>();
  /** The text message under way. */
  #text: { messageId: string; stream: string } | undefined;
  /** What is shown of a progress, a request or an approval, by message id. */
  readonly #activities = new Map<string, Record<string, unknown>>();

  constructor(options: AgUiOptions = {}) {
    this.#options = options;
  }

  /** What the run's next event means to a client. One that was taken before means nothing. */
  add(event: RunEvent): AgUiEvent[] {
    if (event.seq <= this.#lastSeq) return [];
    this.#runId = event.runId;
    const isFirst = this.#lastSeq === 0;
    this.#lastSeq = event.seq;
    const start = isFirst ? [this.#runStarted(event)] : [];
    const events = [...start, ...(isKnownEvent(event) ? this.#known(event) : [custom(event)])];
    const timestamp = Math.trunc(event.at);
    return events.map((one) => ({ ...one, timestamp }));
  }

  #known(event: KnownEvent): AgUiEvent[] {
    switch (event.type) {
      case 'run.started':
      case 'domain.sent':
      case 'run.cancel_requested':
      case 'host.connected':
      case 'host.disconnected':
      case 'agent.launched':
      case 'agent.concluded':
      case 'agent.exited':
      case 'agent.stalled':
      case 'log.disturbed':
      case 'hint.given':
      case 'inbox.written':
        return [custom(event)];
      case 'log.read':
      case 'deliverable.announced':
        return [];
      case 'run.progressed':
        return [this.#activity('progress', 'run', bodyOf(event))];
      case 'run.ended':
        return this.#runEnded(event);
      case 'call.began':
        return this.#callBegan(event);
      case 'call.progressed':
        return [this.#activity('progress', `call/${event.callId}`, bodyOf(event))];
      case 'call.ended':
        return this.#callEnded(event);
      case 'output.written':
        return this.#output(event.stream, event.text);
      case 'deliverable.captured':
      case 'deliverable.refused':
        return [this.#activity('deliverable', String(event.seq), bodyOf(event))];
      case 'attention.raised':
      case 'browser.requested':
      case 'attention.closed':
        return [this.#activity('attention', event.id, requestOf(event))];
      case 'approval.asked':
      case 'approval.given':
        return [this.#activity('approval', event.id, requestOf(event))];
    }
  }

  #runStarted(event: RunEvent): AgUiEvent {
    const { runId } = event;
    const threadId = this.#options.threadId ?? runId;
    const start = { type: 'RUN_STARTED', threadId, runId, protocolVersion: '1.0' } as const;
    const isStart = isKnownEvent(event) && event.type === 'run.started';
    return isStart && event.parent ? { ...start, parentRunId: event.parent.runId } : start;
  }

  #runEnded(event: EventHeader & RunEnded): AgUiEvent[] {
    const before = [...this.#endText()];
    for (const [callId, end] of this.#early) {
      before.push(...tellCall(callId, 'unknown', undefined, ['began_missing']), this.#result(end));
    }
    for (const callId of this.#open) before.push(this.#unfinished(callId));
    this.#early.clear();
    this.#open.clear();
    const runId = this.#runId;
    const threadId = this.#options.threadId ?? runId;
    const { value, ...facts } = bodyOf(event) as Omit<RunEnded, 'type'>;
    // Numbers that JavaScript would change come as it reads them; their digits stand beside.
    const exact = value === undefined || isInline(value) ? undefined : value;
    const metadata = about({ ...facts, value: exact });
    const finished = { type: 'RUN_FINISHED', threadId, runId, metadata } as const;
    switch (event.outcome) {
      case 'done': {
        const result = parsedOf(value);
        const given = result === undefined || result === null ? {} : { result };
        return [...before, { ...finished, ...given, outcome: { type: 'success' } }];
      }
      case 'cancelled':
        return [...before, { ...finished, outcome: { type: 'cancelled' } }];
      default: {
        const { error, outcome: code } = event;
        const message = error ? `${error.name}: ${error.message}` : `The run ended as ${code}`;
        return [...before, { type: 'RUN_ERROR', message, code, metadata }];
      }
    }
  }

  #callBegan(event: EventHeader & CallBegan): AgUiEvent[] {
    const { callId } = event;
    // The first begin counts, as in the tree.
    if (this.#told.has(callId)) return [custom(event)];
    this.#told.add(callId);
    const early = this.#early.get(callId);
    this.#early.delete(callId);
    const events = [...this.#endText(), ...tellCall(callId, event.tool, event)];
    if (early === undefined) this.#open.add(callId);
    else events.push(this.#result(early));
    return events;
  }

  #callEnded(event: Ended): AgUiEvent[] {
    const { callId } = event;
    if (this.#open.delete(callId)) return [this.#result(event)];
    if (this.#told.has(callId) || this.#early.has(callId)) return [custom(event)];
    this.#early.set(callId, event);
    return [];
  }

  #result(event: Ended): AgUiEvent {
    const { callId, status, applied, result, error } = event;
    const content = error === undefined ? textOf(result) : `${error.name}: ${error.message}`;
    const metadata = about({ status, applied, error, result: cutOf(result) });
    return this.#answer(callId, content, metadata);
  }

  #unfinished(callId: string): AgUiEvent {
    const content = 'The run ended before this call did; whether it had its effect is not known.';
    return this.#answer(callId, content, about({ status: 'unfinished', applied: 'unknown' }));
  }

  #answer(toolCallId: string, content: string, metadata: AgUiEvent['metadata']): AgUiEvent {
    const messageId = `${this.#runId}/result/${toolCallId}`;
    const told = metadata && { metadata };
    return { type: 'TOOL_CALL_RESULT', messageId, toolCallId, content, role: 'tool', ...told };
  }

  /** Text of one stream is one message, until the other stream writes or a call begins. */
  #output(stream: string, text: string): AgUiEvent[] {
    const events = this.#text?.stream === stream ? [] : this.#endText();
    if (this.#text === undefined) {
      const messageId = `${this.#runId}/output/${this.#lastSeq}`;
      this.#text = { messageId, stream };
      events.push({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', name: stream });
    }
    const { messageId } = this.#text;
    return [...events, { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: text }];
  }

  #endText(): AgUiEvent[] {
    if (this.#text === undefined) return [];
    const { messageId } = this.#text;
    this.#text = undefined;
    return [{ type: 'TEXT_MESSAGE_END', messageId }];
  }

  /** Each snapshot has all that is known: what an earlier one said stands where this says nothing. */
  #activity(kind: string, id: string, facts: Record<string, unknown>): AgUiEvent {
    const messageId = `${this.#runId}/${kind}/${id}`;
    const content = { ...this.#activities.get(messageId), ...facts };
    this.#activities.set(messageId, content);
    return {
      type: 'ACTIVITY_SNAPSHOT',
      messageId,
      activityType: `causeway.${kind}`,
      content: { ...content },
    };
  }
}

/** A request is open as long as nothing is said of who closed it or what was decided. */
function requestOf(event: KnownEvent): Record<string, unknown> {
  const { id, ...facts } = bodyOf(event);
  switch (event.type) {
    case 'attention.closed':
      return { id, closed: facts };
    case 'approval.given':
      return { id, given: facts };
    default:
      return { id, ...facts };
  }
}
