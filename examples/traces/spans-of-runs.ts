// Traces the runs of a service: each call becomes an OpenTelemetry span, nested as the calls are.
import assert from 'node:assert/strict';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createMemoryJournal, createRuntime, defineTool } from 'causeway';
import { traceRuns } from 'causeway/opentelemetry';
import * as z from 'zod';

// A service has an exporter that sends spans to its collector, in batches.
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const lookUp = defineTool({
  name: 'look_up',
  description: 'Pieces of an item in stock.',
  input: z.object({ item: z.string() }),
  output: z.int(),
  execute({ item }) {
    if (item === 'gold') throw new Error('Nobody keeps gold here');
    return item.length;
  },
});

const program = `
found = {}
for item in ['apples', 'gold', 'tea']:
    try:
        found[item] = await tools.look_up(item=item)
    except ToolError:
        found[item] = None
found
`;

const journal = createMemoryJournal();
const tracing = traceRuns(journal, {
  tracer: provider.getTracer('stock'),
  flush: () => provider.forceFlush(),
});
const runtime = createRuntime({ journal, tools: [lookUp] });
const { value } = await runtime.run({ code: program, title: 'Stock' });
await runtime.close();
// Ends the tracing once every span has gone out.
await journal.close();
await tracing;

assert.deepEqual(value, { apples: 6, gold: null, tea: 3 });
const spans = exporter.getFinishedSpans();
const [run] = spans.filter(({ parentSpanContext }) => parentSpanContext === undefined);
const failed = (span: ReadableSpan): string => String(span.attributes['error.type'] ?? 'ok');
assert.equal(run?.name, 'invoke_workflow Stock');
assert.deepEqual(spans.map((span) => `${span.name}: ${failed(span)}`).sort(), [
  'execute_tool look_up: Error',
  'execute_tool look_up: ok',
  'execute_tool look_up: ok',
  'invoke_workflow Stock: ok',
]);
for (const span of spans) {
  const inside = span.parentSpanContext?.spanId === run?.spanContext().spanId;
  console.log(`${inside ? '  ' : ''}${span.name}  ${failed(span)}`);
}
