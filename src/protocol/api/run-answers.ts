import * as z from 'zod/mini';
import { outcomes } from '../events/run.ts';
import type { RunSummaryState } from './run-summary.ts';

/** Answer to what ends a run. */
export interface RunEndedAnswer {
  runId: string;
  /** `running` where the program has been told to end and has not done so. */
  state: RunSummaryState;
}

/** Body of `POST /api/prune`: which ended runs to delete. A run goes when every given rule says so. */
export interface PruneRequest {
  /** Runs that ended before this time, in milliseconds since the epoch. */
  endedBefore?: number;
  /** All but so many, those that ended last. */
  keep?: number;
  /** Only tells which would go. Default false. */
  dryRun?: boolean;
}

/** Answer to `POST /api/prune`. */
export interface PrunedAnswer {
  /** Ids of the runs that went, or would go. */
  runIds: string[];
}

/** Answer to a person's dealing with a request. */
export interface RequestClosedAnswer {
  runId: string;
  id: string;
  by: string;
  /** Position of the event that says so. */
  seq: number;
}

/** Answer to `GET /api/health`. */
export interface Health {
  status: 'ok';
  /** Version of the package. */
  version: string;
}

export const runStartedAnswerSchema: z.ZodMiniType<{ runId: string; url?: string }> = z.looseObject(
  { runId: z.string(), url: z.optional(z.string()) },
) as z.ZodMiniType<{ runId: string; url?: string }>;

export const runEndedAnswerSchema: z.ZodMiniType<RunEndedAnswer> = z.looseObject({
  runId: z.string(),
  state: z.enum(['running', ...outcomes]),
}) as z.ZodMiniType<RunEndedAnswer>;

export const pruneRequestSchema: z.ZodMiniType<PruneRequest> = z.strictObject({
  endedBefore: z.optional(z.number().check(z.nonnegative())),
  keep: z.optional(z.int().check(z.nonnegative())),
  dryRun: z.optional(z.boolean()),
}) as z.ZodMiniType<PruneRequest>;

export const prunedAnswerSchema: z.ZodMiniType<PrunedAnswer> = z.looseObject({
  runIds: z.array(z.string()),
}) as z.ZodMiniType<PrunedAnswer>;

export const requestClosedAnswerSchema: z.ZodMiniType<RequestClosedAnswer> = z.looseObject({
  runId: z.string(),
  id: z.string(),
  by: z.string(),
  seq: z.int().check(z.positive()),
}) as z.ZodMiniType<RequestClosedAnswer>;

export const healthSchema: z.ZodMiniType<Health> = z.looseObject({
  status: z.literal('ok'),
  version: z.string(),
}) as z.ZodMiniType<Health>;
