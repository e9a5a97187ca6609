import * as z from 'zod/mini';
import { type Outcome, outcomes } from '../events/run.ts';

/** Body of `POST /api/runs` for a run that another program reports by call events. */
export interface OpenExternalRun {
  kind: 'external';
  /** Shown to people: 1 to 500 characters. Default `External run`. */
  title?: string;
  /** The run, and the call in it, that this one belongs to. */
  parent?: { runId: string; callId?: string };
  tags?: Record<string, string>;
  /** How long the emitter's URL is good for, in seconds. Default 86,400, at most a year. */
  expiresInSeconds?: number;
}

/** Body of `POST /api/runs` for a Python program to run with the server's tools. */
export interface StartCodeRun {
  kind: 'code';
  code: string;
  filename?: string;
  title?: string;
  tags?: Record<string, string>;
  /** By name, as in `Limits`. */
  limits?: Record<string, number>;
}

/** Body of `POST /api/runs` for a run of an agent program that another process drives. */
export interface OpenAgentRun {
  kind: 'agent';
  /** Chosen by the driver, so that it may ask again where the answer was lost. Default: one is made. */
  runId?: string;
  /** 1 to 500 characters. Default `Agent`. */
  title?: string;
  /** Name of the machine that the agent runs on. */
  host?: string;
  /** The folder there that it is to be started in, absolute. */
  workdir?: string;
  /** In force, by name. */
  limits?: Record<string, number>;
  /** The run, and the call in it, that this one belongs to. */
  parent?: { runId: string; callId?: string };
  tags?: Record<string, string>;
  /** How long the URL for the agent's own calls is good for, in seconds. Default 30 days. */
  expiresInSeconds?: number;
}

export type StartRun = OpenExternalRun | OpenAgentRun | StartCodeRun;

/** Answer to `POST /api/runs`. */
export interface RunStartedAnswer {
  runId: string;
  /** Where an emitter posts its events; not for a program that runs here. */
  url?: string;
}

/** Body of `POST /api/runs/:run/cancel`. */
export interface CancelRun {
  /** Who asks. Default `somebody`. */
  by?: string;
  reason?: string;
}

/** Body of `POST /api/runs/:run/end`: ends an external run, or an agent's whose driver is gone. */
export interface EndRun {
  /** Default `done` for an external run, `lost` for an agent's. */
  outcome?: Outcome;
  summary?: string;
}

/** Body of `POST /api/runs/:run/requests/:request`: a person deals with an attention request. */
export interface CloseRequest {
  /** Absent when it is only acknowledged. */
  answer?: string;
  /** Who answers, as that person says. Default `somebody`. */
  by?: string;
}

/** Longest id of a call: more than one that is nested as deep as event URLs go. */
const LONGEST_CALL_ID = 8192;

const callId = z.optional(z.string().check(z.minLength(1), z.maxLength(LONGEST_CALL_ID)));

const tags = z.optional(z.record(z.string(), z.string()));

export const startRunSchema: z.ZodMiniType<StartRun> = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('external'),
      title: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
      parent: z.optional(z.strictObject({ runId: z.string(), callId })),
      tags,
      expiresInSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(31_536_000))),
    }),
    z.strictObject({
      kind: z.literal('agent'),
      runId: z.optional(z.string().check(z.regex(/^run_[0-9a-f-]{36}$/))),
      title: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
      host: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
      workdir: z.optional(z.string().check(z.minLength(1), z.maxLength(5000))),
      limits: z.optional(z.record(z.string(), z.number().check(z.nonnegative()))),
      parent: z.optional(z.strictObject({ runId: z.string(), callId })),
      tags,
      expiresInSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(31_536_000))),
    }),
    z.strictObject({
      kind: z.literal('code'),
      code: z.string(),
      filename: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
      title: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
      tags,
      limits: z.optional(z.record(z.string(), z.int().check(z.positive()))),
    }),
  ],
  {
    error: ({ input }) =>
      typeof input !== 'object' || input === null || Array.isArray(input)
        ? 'must be a JSON object'
        : 'must be "external", "agent" or "code"',
  },
) as z.ZodMiniType<StartRun>;

export const cancelRunSchema: z.ZodMiniType<CancelRun> = z.strictObject({
  by: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  reason: z.optional(z.string().check(z.maxLength(10_000))),
}) as z.ZodMiniType<CancelRun>;

export const endRunSchema: z.ZodMiniType<EndRun> = z.strictObject({
  outcome: z.optional(z.enum(outcomes)),
  summary: z.optional(z.string().check(z.maxLength(10_000))),
}) as z.ZodMiniType<EndRun>;

export const closeRequestSchema: z.ZodMiniType<CloseRequest> = z.strictObject({
  answer: z.optional(z.string().check(z.maxLength(100_000))),
  by: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
}) as z.ZodMiniType<CloseRequest>;
