import * as z from 'zod/mini';
import { type RunSummary, runSummarySchema } from './run-summary.ts';

/** Codes of the API's errors, with the HTTP status each comes with. */
export const problemStatus = {
  bad_request: 400,
  invalid_json: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  run_not_cancellable: 409,
  run_not_ended: 409,
  run_not_external: 409,
  run_not_agent: 409,
  append_conflict: 409,
  already_closed: 409,
  run_deleted: 410,
  run_ended: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  no_tools: 422,
  too_many_runs: 429,
  internal: 500,
  storage_failed: 503,
  shutting_down: 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;

/** Body of every answer that is an error. */
export interface Problem {
  error: {
    code: ProblemCode;
    /** What is wrong, and what to do about it. */
    message: string;
  };
  /** With `run_deleted`: what is still known of the run. */
  deleted?: { deletedAt: number; summary: RunSummary };
}

export const problemSchema: z.ZodMiniType<Problem> = z.looseObject({
  error: z.looseObject({
    code: z.enum(Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]]),
    message: z.string(),
  }),
  deleted: z.optional(z.looseObject({ deletedAt: z.number(), summary: runSummarySchema })),
}) as unknown as z.ZodMiniType<Problem>;
