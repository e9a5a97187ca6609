import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { RunEvent } from '../../protocol/events/event.ts';
import { isKnownEvent } from '../../protocol/events/known-event.ts';
import { applyEvent, emptyTimeline } from '../../timeline/apply-event.ts';
import type { CallNode } from '../../timeline/call-node.ts';
import { visibleRows } from '../../timeline/rows.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { callEnd, callStart, runEnd, runStart, type SpanFault, spanTime } from './span-facts.ts';

export interface RunTraceOptions {
  tracer: Tracer;
  /**
   * Whether spans carry the arguments and results of calls, which may hold anything. Default false.
   */
  content?: boolean;
  /** What the run's own span stands under. Default: nothing. */
  parent?: Context;
}

/**
 * Turns one run's events into spans, each as soon as its place in the tree is certain: a call whose
 * parent has not been heard of waits for it, and at the end of the run stands where the tree has it.
 */
export class RunTrace {
  readonly #options: RunTraceOptions;
  readonly #timeline: Timeline = emptyTimeline();
  /** What calls made inside a call stand under. */
  readonly #contexts = new Map<string, Context>();
  readonly #open = new Map<string, Span>();
  #root: { span: Span; context: Context } | undefined;
  #spans = 0;

  constructor(options: RunTraceOptions) {
    this.#options = options;
  }

  /** How many spans have begun. */
  get spans(): number {
    return this.#spans;
  }

  /** Whether the run's end has been seen, so that every span has ended. */
  get ended(): boolean {
    return this.#timeline.run.endedAt !== undefined;
  }

  /** Takes the run's next event. One that was taken before changes nothing. */
  add(event: RunEvent): void {
    if (event.seq <= this.#timeline.lastSeq || this.ended) return;
    applyEvent(this.#timeline, event);
    this.#root ??= this.#startRun(event);
    if (!isKnownEvent(event)) return;
    if (event.type === 'call.began') this.#startFrom(event.callId);
    if (event.type === 'call.ended') this.#endCall(event.callId);
    if (event.type === 'run.ended') this.#endRun(event.at);
  }

  /** Ends what is open as it stands, for a run whose end is not among the events. */
  close(): void {
    const at = this.#timeline.lastAt;
    if (at !== undefined && !this.ended) this.#endRun(at);
  }

  #startRun(event: RunEvent): { span: Span; context: Context } {
    const { run } = this.#timeline;
    const { name, attributes } = runStart(event.runId, run);
    // Whatever is active where the journal is read is no part of what the run did.
    const { parent = ROOT_CONTEXT } = this.#options;
    const startTime = spanTime(run.startedAt ?? event.at);
    const options = { kind: SpanKind.INTERNAL, startTime, attributes };
    const span = this.#options.tracer.startSpan(name, options, parent);
    this.#spans += 1;
    return { span, context: trace.setSpan(parent, span) };
  }

  /** Starts a call's span where its place is certain, and those of the calls that waited for it. */
  #startFrom(callId: string): void {
    const first = this.#timeline.callsById.get(callId);
    const waiting = first === undefined ? [] : [first];
    // A stack of our own: the program decides how deep calls nest.
    for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
      if (this.#contexts.has(call.callId) || call.tool === undefined || !this.#isPlaced(call)) {
        continue;
      }
      this.#startCall(call);
      waiting.push(...call.children.toReversed());
    }
  }

  #isPlaced(call: CallNode): boolean {
    if (call.parent !== undefined) return this.#contexts.has(call.parent.callId);
    return call.parentCallId === undefined || call.marks.includes('parent_cycle');
  }

  #startCall(call: CallNode): void {
    const { tracer, content = false } = this.#options;
    const { name, attributes } = callStart(this.#timeline.runId ?? '', call, content);
    const parent =
      (call.parent && this.#contexts.get(call.parent.callId)) ??
      this.#root?.context ??
      ROOT_CONTEXT;
    const at = call.beganAt ?? call.endedAt ?? this.#timeline.lastAt ?? 0;
    // A begin that was recorded after its end: the span must not end before it starts.
    const startTime = spanTime(Math.min(at, call.endedAt ?? at));
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, startTime, attributes }, parent);
    this.#spans += 1;
    // Only the ids are kept for the calls inside: a span that has ended can be let go of.
    const ids = trace.wrapSpanContext(span.spanContext());
    this.#contexts.set(call.callId, trace.setSpan(parent, ids));
    this.#open.set(call.callId, span);
    if (call.endedAt !== undefined) this.#endCall(call.callId);
  }

  #endCall(callId: string): void {
    const span = this.#open.get(callId);
    const call = this.#timeline.callsById.get(callId);
    if (span === undefined || call === undefined) return;
    this.#open.delete(callId);
    const { attributes, fault } = callEnd(call, this.#options.content ?? false);
    const at = call.endedAt ?? this.#timeline.lastAt ?? 0;
    finish(span, attributes, fault, at);
  }

  #endRun(at: number): void {
    for (const { call } of visibleRows(this.#timeline)) {
      if (!this.#contexts.has(call.callId)) this.#startCall(call);
    }
    // Inner calls end before those around them, as they would have.
    for (const callId of [...this.#open.keys()].reverse()) this.#endCall(callId);
    if (this.#root === undefined) return;
    const { attributes, fault } = runEnd(this.#timeline.run);
    finish(this.#root.span, attributes, fault, at);
  }
}

function finish(
  span: Span,
  attributes: Parameters<Span['setAttributes']>[0],
  fault: SpanFault | undefined,
  at: number,
): void {
  span.setAttributes(attributes);
  if (fault !== undefined) {
    span.setAttribute('error.type', fault.type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: fault.message });
  }
  span.end(spanTime(at));
}
