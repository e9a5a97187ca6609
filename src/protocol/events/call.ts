import * as z from 'zod/mini';
import { type RecordedValue, recordedValueSchema } from '../recorded-value.ts';

/** The channel a call came in by. */
export type Road = 'host-call' | 'event' | 'log';

/** How a call ended. `refused`: the tool was never started. */
export type CallStatus = 'ok' | 'error' | 'refused' | 'cancelled' | 'timed_out';

/** Whether the call had its effect on the world. `unknown` when it was started and cut off. */
export type Applied = 'yes' | 'no' | 'unknown';

export interface CallError {
  /** Class name of the error, for instance `NotFoundError`. */
  name: string;
  message: string;
  /** Stable code (`protocol/error-codes.ts`, or the tool's own). */
  code?: string;
}

/** A tool call has begun. Recorded before the tool runs; refused calls are recorded too. */
export interface CallBegan {
  type: 'call.began';
  /** Unique within the run. */
  callId: string;
  /** The call this one was made inside of. */
  parentCallId?: string;
  tool: string;
  args: RecordedValue;
  /** An asset the call works on, when the emitter names one. */
  assetId?: string;
  /** Line of the program that made the call, from 1. */
  line?: number;
  road: Road;
  /** When its emitter says it began, by that one's clock: milliseconds since the epoch. */
  emittedAt?: number;
}

/** The tool reports how far a call is. Without `percent` the last percentage stands. */
export interface CallProgressed {
  type: 'call.progressed';
  callId: string;
  /** 0 to 100. */
  percent?: number;
  message?: string;
}

/** The call is over. Recorded before its result goes back to the program. */
export interface CallEnded {
  type: 'call.ended';
  callId: string;
  status: CallStatus;
  result?: RecordedValue;
  error?: CallError;
  applied: Applied;
  /** When its emitter says it ended, by that one's clock: milliseconds since the epoch. */
  emittedAt?: number;
}

export const callBeganSchema: z.ZodMiniType<CallBegan> = z.looseObject({
  type: z.literal('call.began'),
  callId: z.string().check(z.minLength(1)),
  parentCallId: z.optional(z.string()),
  tool: z.string(),
  args: recordedValueSchema,
  assetId: z.optional(z.string()),
  line: z.optional(z.int().check(z.positive())),
  road: z.enum(['host-call', 'event', 'log']),
  emittedAt: z.optional(z.number()),
}) as z.ZodMiniType<CallBegan>;

export const callProgressedSchema: z.ZodMiniType<CallProgressed> = z.looseObject({
  type: z.literal('call.progressed'),
  callId: z.string().check(z.minLength(1)),
  percent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
  message: z.optional(z.string()),
}) as z.ZodMiniType<CallProgressed>;

export const callEndedSchema: z.ZodMiniType<CallEnded> = z.looseObject({
  type: z.literal('call.ended'),
  callId: z.string().check(z.minLength(1)),
  status: z.enum(['ok', 'error', 'refused', 'cancelled', 'timed_out']),
  result: z.optional(recordedValueSchema),
  error: z.optional(
    z.looseObject({ name: z.string(), message: z.string(), code: z.optional(z.string()) }),
  ),
  applied: z.enum(['yes', 'no', 'unknown']),
  emittedAt: z.optional(z.number()),
}) as z.ZodMiniType<CallEnded>;
