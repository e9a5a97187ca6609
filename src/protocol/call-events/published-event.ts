import * as z from 'zod/mini';
import { show } from '../events/describe-fault.ts';
import { assetIdSchema, callIdSchema, toolNameSchema } from './call-event.ts';

/** A call begins, in the shape of the Python package athena-ptc-emitter 0.1.0. */
export interface PublishedBegin {
  phase: 'begin';
  callId: string;
  toolName: string;
  args: unknown;
  assetId?: string | null;
  /** ISO 8601 in UTC; that package sends whole seconds: `2026-11-20T15:00:00.000Z`. */
  ts: string;
}

/** A call is over, in the same package's shape. */
export interface PublishedEnd {
  phase: 'end';
  callId: string;
  toolName: string;
  result: unknown;
  isError: boolean;
  ts: string;
}

export type PublishedEvent = PublishedBegin | PublishedEnd;

const common = {
  callId: callIdSchema,
  toolName: toolNameSchema,
  ts: z.string().check(
    z.refine((ts) => Number.isFinite(Date.parse(ts)), {
      error: ({ input }) => `must be a time such as 2026-11-20T15:00:00.000Z, not ${show(input)}`,
    }),
  ),
};

export const publishedBeginSchema: z.ZodMiniType<PublishedBegin> = z.looseObject({
  ...common,
  phase: z.literal('begin'),
  args: z.unknown(),
  assetId: z.optional(z.nullable(assetIdSchema)),
}) as z.ZodMiniType<PublishedBegin>;

export const publishedEndSchema: z.ZodMiniType<PublishedEnd> = z.looseObject({
  ...common,
  phase: z.literal('end'),
  result: z.unknown(),
  isError: z.boolean(),
}) as z.ZodMiniType<PublishedEnd>;
