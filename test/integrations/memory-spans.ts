import type { Tracer } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** A tracer whose spans stay in memory once they have ended. */
export function memorySpans(): { tracer: Tracer; spans: () => ReadableSpan[] } {
  const memory = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] });
  return { tracer: provider.getTracer('test'), spans: () => memory.getFinishedSpans() };
}

/** A call's id; `run` for the run itself. */
export function idOf(span: ReadableSpan): string {
  return String(span.attributes['gen_ai.tool.call.id'] ?? 'run');
}
