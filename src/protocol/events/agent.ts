import * as z from 'zod/mini';

/** The agent program was started. Has what a driver needs to find it again. */
export interface AgentLaunched {
  type: 'agent.launched';
  /** The command, word by word; longer words are cut. */
  command: string[];
  /** The folder it works in, absolute on its host. */
  workdir: string;
  /** The log it reports through, relative to the workdir. */
  logFile: string;
  /** Name of the preset that made the command, where one did. */
  preset?: string;
  /** What finds its process again on its host; only a host reads it (`hosts/host.ts`). */
  process: Record<string, string | number>;
}

/** The agent program's process has ended. How the run ended is `run.ended`'s to say. */
export interface AgentExited {
  type: 'agent.exited';
  /** Absent when a signal ended it, or when nobody can tell. */
  exitCode?: number;
  /** Name of the signal that ended it, for instance `SIGKILL`, where that is known. */
  signal?: string;
}

/**
 * The agent said that its work is over, in its log or by a tool. The first one counts; the program
 * may go on for a while.
 */
export interface AgentConcluded {
  type: 'agent.concluded';
  /** `done`: it has finished. `error`: it cannot go on. */
  verdict: 'done' | 'error';
  /** What it said with it. */
  message?: string;
}

/** The agent has written nothing for a while. What it writes next ends that. */
export interface AgentStalled {
  type: 'agent.stalled';
  /** How long it has been silent, in milliseconds. */
  quietMs: number;
}

export const agentLaunchedSchema: z.ZodMiniType<AgentLaunched> = z.looseObject({
  type: z.literal('agent.launched'),
  command: z.array(z.string()),
  workdir: z.string(),
  logFile: z.string(),
  preset: z.optional(z.string()),
  process: z.record(z.string(), z.union([z.string(), z.number()])),
}) as z.ZodMiniType<AgentLaunched>;

export const agentExitedSchema: z.ZodMiniType<AgentExited> = z.looseObject({
  type: z.literal('agent.exited'),
  exitCode: z.optional(z.int()),
  signal: z.optional(z.string()),
}) as z.ZodMiniType<AgentExited>;

export const agentConcludedSchema: z.ZodMiniType<AgentConcluded> = z.looseObject({
  type: z.literal('agent.concluded'),
  verdict: z.enum(['done', 'error']),
  message: z.optional(z.string()),
}) as z.ZodMiniType<AgentConcluded>;

export const agentStalledSchema: z.ZodMiniType<AgentStalled> = z.looseObject({
  type: z.literal('agent.stalled'),
  quietMs: z.number().check(z.nonnegative()),
}) as z.ZodMiniType<AgentStalled>;
