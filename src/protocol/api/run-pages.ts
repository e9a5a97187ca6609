import * as z from 'zod/mini';
import type { RunEvent } from '../events/event.ts';
import { type RunSummary, runSummarySchema } from './run-summary.ts';

/** The views of the list of runs. `needs`: something waits for a person. */
export const runViews = ['all', 'needs', 'live', 'failed', 'code', 'agents'] as const;

export type RunView = (typeof runViews)[number];

/** Answer to `GET /api/runs?view=&q=&limit=&after=`: the run started last first. */
export interface RunPage {
  runs: RunSummary[];
  /** Give it as `after` to get the next page; absent on the last one. */
  next?: string;
  /** How many runs each view has, whatever the filter. */
  totals: Record<RunView, number>;
}

/** Answer to `GET /api/runs/:run/events?after=SEQ&limit=`. */
export interface EventPage {
  events: RunEvent[];
  /** Whether these are the last events the run will ever have. */
  complete: boolean;
}

const count = z.int().check(z.nonnegative());

export const runPageSchema: z.ZodMiniType<RunPage> = z.looseObject({
  runs: z.array(runSummarySchema),
  next: z.optional(z.string()),
  totals: z.looseObject({
    all: count,
    needs: count,
    live: count,
    failed: count,
    code: count,
    agents: count,
  }),
}) as z.ZodMiniType<RunPage>;

export const eventPageSchema: z.ZodMiniType<EventPage> = z.looseObject({
  events: z.array(
    z.looseObject({ type: z.string(), runId: z.string(), seq: count, at: z.number() }),
  ),
  complete: z.boolean(),
}) as unknown as z.ZodMiniType<EventPage>;
