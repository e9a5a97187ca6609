import * as z from 'zod/mini';
import { type OpenRequest, openRequestSchema } from './run-summary.ts';

/** A request that waits for a person, with the run it belongs to. */
export interface PendingRequest extends OpenRequest {
  runId: string;
  /** Title of the run. */
  title: string;
}

/** Answer to `GET /api/attention`: what waits for a person in any run. */
export interface PendingRequests {
  /** The oldest first; the first 500. */
  requests: PendingRequest[];
  /** How many there are, at most 100 of each run. */
  count: number;
}

export const pendingRequestsSchema: z.ZodMiniType<PendingRequests> = z.looseObject({
  requests: z.array(
    z.intersection(openRequestSchema, z.looseObject({ runId: z.string(), title: z.string() })),
  ),
  count: z.int().check(z.nonnegative()),
}) as z.ZodMiniType<PendingRequests>;
