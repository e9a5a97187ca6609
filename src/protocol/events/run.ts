import * as z from 'zod/mini';
import { type RecordedValue, recordedValueSchema } from '../recorded-value.ts';

/** What kind of work a run is: model-written code, an agent program, or somebody else's program. */
export type RunKind = 'code' | 'agent' | 'external';

/**
 * How a run ended. `done`: it said so. `error`: it failed. `cancelled`: someone asked. `timed_out`:
 * the wall clock ran out. `exited`: the process ended without a word. `lost`: nobody can tell.
 */
export type Outcome = (typeof outcomes)[number];

export const outcomes = ['done', 'error', 'cancelled', 'timed_out', 'exited', 'lost'] as const;

export interface RunError {
  /** Class name of the error, for instance `ValueError`. */
  name: string;
  message: string;
  /** The program's own frames, formatted; absent where there is no program text. */
  traceback?: string;
}

/** A run has begun. Always the first event of its journal. */
export interface RunStarted {
  type: 'run.started';
  kind: RunKind;
  title: string;
  /** The run, and the call in it, that started this one. */
  parent?: { runId: string; callId?: string };
  source?: { language: string; code: string; filename?: string };
  /** Name of the host an agent program runs on. */
  host?: string;
  /** The folder on that host that an agent program is to be started in, absolute. */
  workdir?: string;
  /** The limits in force, by name (`protocol/limits.ts`). */
  limits?: Record<string, number>;
  /** How well the run's sandbox is closed, where it has one: `basic`, `limited` or `namespaced`. */
  isolation?: string;
  tags?: Record<string, string>;
}

/** The run as a whole reports how far it is. Without `percent` the last percentage stands. */
export interface RunProgressed {
  type: 'run.progressed';
  /** 0 to 100. */
  percent?: number;
  message?: string;
}

/** Somebody asks the run to end. Whoever drives it ends it, and `run.ended` tells how. */
export interface RunCancelRequested {
  type: 'run.cancel_requested';
  /** Who asked. */
  by: string;
  reason?: string;
}

/** The run is over. Always the last event of its journal. */
export interface RunEnded {
  type: 'run.ended';
  outcome: Outcome;
  summary?: string;
  /** Value of the program's trailing expression. */
  value?: RecordedValue;
  /** The Python type of a value that is not JSON; `value` is then the text that `repr` gives. */
  preview?: string;
  error?: RunError;
  /**
   * What ended a run that was stopped from outside. `interrupt`: the program ended when it was
   * asked. `kill`: its process had to be killed.
   */
  stoppedBy?: 'interrupt' | 'kill';
  /** Facts a reader should know, one sentence each: what was cut, cancelled or left behind. */
  notes?: string[];
}

export const runStartedSchema: z.ZodMiniType<RunStarted> = z.looseObject({
  type: z.literal('run.started'),
  kind: z.enum(['code', 'agent', 'external']),
  title: z.string(),
  parent: z.optional(z.looseObject({ runId: z.string(), callId: z.optional(z.string()) })),
  source: z.optional(
    z.looseObject({ language: z.string(), code: z.string(), filename: z.optional(z.string()) }),
  ),
  host: z.optional(z.string()),
  workdir: z.optional(z.string()),
  limits: z.optional(z.record(z.string(), z.number())),
  isolation: z.optional(z.string()),
  tags: z.optional(z.record(z.string(), z.string())),
}) as z.ZodMiniType<RunStarted>;

export const runProgressedSchema: z.ZodMiniType<RunProgressed> = z.looseObject({
  type: z.literal('run.progressed'),
  percent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
  message: z.optional(z.string()),
}) as z.ZodMiniType<RunProgressed>;

export const runCancelRequestedSchema: z.ZodMiniType<RunCancelRequested> = z.looseObject({
  type: z.literal('run.cancel_requested'),
  by: z.string(),
  reason: z.optional(z.string()),
}) as z.ZodMiniType<RunCancelRequested>;

export const runEndedSchema: z.ZodMiniType<RunEnded> = z.looseObject({
  type: z.literal('run.ended'),
  outcome: z.enum(outcomes),
  summary: z.optional(z.string()),
  value: z.optional(recordedValueSchema),
  preview: z.optional(z.string()),
  error: z.optional(
    z.looseObject({ name: z.string(), message: z.string(), traceback: z.optional(z.string()) }),
  ),
  stoppedBy: z.optional(z.enum(['interrupt', 'kill'])),
  notes: z.optional(z.array(z.string())),
}) as z.ZodMiniType<RunEnded>;
