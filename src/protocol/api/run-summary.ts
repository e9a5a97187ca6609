import * as z from 'zod/mini';
import type { CallStatus } from '../events/call.ts';
import type { Outcome, RunError, RunKind } from '../events/run.ts';

/** How a run in a list stands: `running`, or its outcome. */
export type RunSummaryState = 'running' | Outcome;

/** Something a run waits for a person to do. */
export interface OpenRequest {
  /** Unique within the run. */
  id: string;
  kind: 'attention' | 'browser' | 'approval';
  /** The reason, the URL as it was given, or the tool that waits; at most 500 characters. */
  text: string;
  /** Milliseconds since the epoch. */
  raisedAt: number;
  /** The call that waits, for an approval. */
  callId?: string;
}

/** What a list of runs shows of one: facts, tallies and open requests, but none of its calls. */
export interface RunSummary {
  runId: string;
  kind: RunKind;
  title: string;
  state: RunSummaryState;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds since the epoch; absent while the run is under way. */
  endedAt?: number;
  /** Position of the newest event. */
  lastSeq: number;
  /** When the newest event was recorded, in milliseconds since the epoch. */
  lastAt: number;
  parent?: { runId: string; callId?: string };
  /** Language of the program, where there is one. */
  language?: string;
  host?: string;
  tags?: Record<string, string>;
  /** The last percentage that was reported, 0 to 100. */
  percent?: number;
  /** The last progress message that was reported. */
  message?: string;
  summary?: string;
  /** Without the traceback. */
  error?: Pick<RunError, 'name' | 'message'>;
  /** How many calls stand how. */
  calls: Record<'running' | CallStatus | 'unfinished', number>;
  /** Whether calls had their effect; running calls are counted nowhere here. */
  applied: Record<'yes' | 'no' | 'unknown' | 'not_started', number>;
  /** Names of the tools that were called, sorted; the first 50. */
  tools: string[];
  /** Deliverables that were captured. */
  files: number;
  /** Requests that nobody has dealt with, the oldest first; the first 100. Empty once it ended. */
  open: OpenRequest[];
}

const count = z.int().check(z.nonnegative());

export const openRequestSchema: z.ZodMiniType<OpenRequest> = z.looseObject({
  id: z.string(),
  kind: z.enum(['attention', 'browser', 'approval']),
  text: z.string(),
  raisedAt: z.number(),
  callId: z.optional(z.string()),
}) as z.ZodMiniType<OpenRequest>;

export const runSummarySchema: z.ZodMiniType<RunSummary> = z.looseObject({
  runId: z.string(),
  kind: z.enum(['code', 'agent', 'external']),
  title: z.string(),
  state: z.enum(['running', 'done', 'error', 'cancelled', 'timed_out', 'exited', 'lost']),
  startedAt: z.number(),
  endedAt: z.optional(z.number()),
  lastSeq: count,
  lastAt: z.number(),
  parent: z.optional(z.looseObject({ runId: z.string(), callId: z.optional(z.string()) })),
  language: z.optional(z.string()),
  host: z.optional(z.string()),
  tags: z.optional(z.record(z.string(), z.string())),
  percent: z.optional(z.number()),
  message: z.optional(z.string()),
  summary: z.optional(z.string()),
  error: z.optional(z.looseObject({ name: z.string(), message: z.string() })),
  calls: z.looseObject({
    running: count,
    ok: count,
    error: count,
    refused: count,
    cancelled: count,
    timed_out: count,
    unfinished: count,
  }),
  applied: z.looseObject({ yes: count, no: count, unknown: count, not_started: count }),
  tools: z.array(z.string()),
  files: count,
  open: z.array(openRequestSchema),
}) as z.ZodMiniType<RunSummary>;
