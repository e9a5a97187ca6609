import * as z from 'zod/mini';
import { show } from '../events/describe-fault.ts';

/** A call begins, as an emitter posts it. Unknown fields are passed over. */
export interface BeginEvent {
  v: 1;
  type: 'begin';
  /** Unique among the calls of one URL: 1 to 128 ASCII letters, digits, `.`, `:`, `_` and `-`. */
  call_id: string;
  /** 1 to 256 characters. */
  tool_name: string;
  /** Any JSON value, most often an object. */
  args: unknown;
  /** An asset the call works on; at most 1,024 characters. */
  asset_id?: string;
  /** The call of the same URL that this one is made inside of. Default: the URL's own call. */
  parent_call_id?: string;
  /** By the emitter's clock, in milliseconds since the epoch. */
  at: number;
}

/** A call is over, as an emitter posts it. Unknown fields are passed over. */
export interface EndEvent {
  v: 1;
  type: 'end';
  call_id: string;
  tool_name: string;
  /** Any JSON value; of a failed call what is known of the error. */
  result: unknown;
  is_error: boolean;
  /** By the emitter's clock, in milliseconds since the epoch. */
  at: number;
}

/** One event of the event road. */
export type CallEvent = BeginEvent | EndEvent;

/** The id an emitter gives a call. */
export const callIdSchema: z.ZodMiniType<string> = z.string().check(
  z.regex(/^[\w.:-]{1,128}$/, {
    error: ({ input }) =>
      `must be 1 to 128 ASCII letters, digits, ".", ":", "_" and "-", not ${show(input)}`,
  }),
);

export const toolNameSchema: z.ZodMiniType<string> = z.string().check(
  z.minLength(1),
  z.maxLength(256, {
    error: ({ input }) => `must have at most 256 characters, not ${String(input).length}`,
  }),
);

export const assetIdSchema: z.ZodMiniType<string> = z.string().check(
  z.maxLength(1024, {
    error: ({ input }) => `must have at most 1,024 characters, not ${String(input).length}`,
  }),
);

const common = {
  v: z.literal(1),
  call_id: callIdSchema,
  tool_name: toolNameSchema,
  at: z.number().check(z.nonnegative()),
};

export const beginEventSchema: z.ZodMiniType<BeginEvent> = z.looseObject({
  ...common,
  type: z.literal('begin'),
  args: z.unknown(),
  asset_id: z.optional(assetIdSchema),
  parent_call_id: z.optional(callIdSchema),
}) as z.ZodMiniType<BeginEvent>;

export const endEventSchema: z.ZodMiniType<EndEvent> = z.looseObject({
  ...common,
  type: z.literal('end'),
  result: z.unknown(),
  is_error: z.boolean(),
}) as z.ZodMiniType<EndEvent>;
