import type { Context, Tracer } from '@opentelemetry/api';
import type { RunEvent } from '../../protocol/events/event.ts';
import { RunTrace } from './run-trace.ts';

export interface ExportOptions {
  /** Makes the spans: that of your own tracer provider. */
  tracer: Tracer;
  /**
   * Whether spans carry the arguments and results of calls, which may hold anything. Default false.
   */
  content?: boolean;
  /**
   * Called after every 1,000 spans and waited for, so that a batching processor, which drops what it
   * has no room for, gets to send them: `() => provider.forceFlush()`.
   */
  flush?: () => Promise<void>;
}

export interface ExportRunOptions extends ExportOptions {
  /** What the run's span stands under. Default: nothing, the run is a trace of its own. */
  parent?: Context;
}

/** How many spans may begin before they are flushed: half of what a batching processor holds. */
const SPANS_PER_FLUSH = 1_000;

/**
 * Turns the events of one run, in the order of `seq`, into spans and resolves with how many. The
 * span of the run holds those of its calls, nested as the tree nests them, with the journal's times.
 * Where the events stop before the run's end, the spans end with the last of them.
 */
export async function exportRun(
  events: Iterable<RunEvent> | AsyncIterable<RunEvent>,
  { tracer, content = false, flush, parent }: ExportRunOptions,
): Promise<number> {
  const run = new RunTrace({ tracer, content, ...(parent && { parent }) });
  let flushed = 0;
  for await (const event of events) {
    run.add(event);
    if (flush !== undefined && run.spans - flushed >= SPANS_PER_FLUSH) {
      flushed = run.spans;
      await flush();
    }
  }
  run.close();
  await flush?.();
  return run.spans;
}
