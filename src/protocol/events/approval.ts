import * as z from 'zod/mini';
import { type RecordedValue, recordedValueSchema } from '../recorded-value.ts';

/** What a person decided about a call. */
export type ApprovalDecision = 'approve' | 'reject';

/** The host asks a person before a call. The call itself has not started. */
export interface ApprovalAsked {
  type: 'approval.asked';
  /** Unique within the run. */
  id: string;
  /** The call that waits. */
  callId: string;
}

/** A person has decided about a call. */
export interface ApprovalGiven {
  type: 'approval.given';
  /** The id of the `approval.asked` it answers. */
  id: string;
  /** Who decided. */
  by: string;
  decision: ApprovalDecision;
  /** Arguments to make the call with instead of its own; absent when they stand. */
  args?: RecordedValue;
  reason?: string;
}

export const approvalAskedSchema: z.ZodMiniType<ApprovalAsked> = z.looseObject({
  type: z.literal('approval.asked'),
  id: z.string().check(z.minLength(1)),
  callId: z.string().check(z.minLength(1)),
}) as z.ZodMiniType<ApprovalAsked>;

export const approvalGivenSchema: z.ZodMiniType<ApprovalGiven> = z.looseObject({
  type: z.literal('approval.given'),
  id: z.string().check(z.minLength(1)),
  by: z.string(),
  decision: z.enum(['approve', 'reject']),
  args: z.optional(recordedValueSchema),
  reason: z.optional(z.string()),
}) as z.ZodMiniType<ApprovalGiven>;
