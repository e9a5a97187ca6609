import type { AgentCommand } from '../agents/agent-command.ts';
import type { BodyContext, HookContext } from '../agents/hook-context.ts';
import type { SessionLimits } from '../agents/session-limits.ts';
import type { DeliverableCallback, HookCallback } from '../agents/session-options.ts';
import type { Host } from '../hosts/host.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { Outcome } from '../protocol/events/run.ts';
import type { AgentJournal } from './agent-journal.ts';
import type { AgentProgram } from './agent-program.ts';

/** What a run of an agent needs, whoever starts or takes it over. */
export interface DriveOptions {
  /** Where the run is kept: a journal of this process, or one in another (`agentJournal`). */
  journal: Journal | AgentJournal;
  /** Stays open: it belongs to whoever made it. */
  host: Host;
  /** Cancels the run, as `cancel` does. */
  signal?: AbortSignal;
  /** Called with each event of the run, the first one included, as it is recorded. */
  onEvent?: (event: RunEvent) => void;
  onDeliverable?: DeliverableCallback;
  /** Is called whatever happened before. */
  afterExecute?: HookCallback;
  /** Handed to the hooks as they are. */
  params?: Readonly<Record<string, unknown>>;
  metadata?: Readonly<Record<string, unknown>>;
  limits?: Partial<SessionLimits>;
}

/** What an agent run is started with. Exactly one of `program`, `command` and `body` is given. */
export interface AgentRunRequest extends DriveOptions {
  /** The agent and its task: it finds instructions and tools in its folder, and the run ends with it. */
  program?: AgentProgram;
  /** What starts the agent; the run ends with its process. */
  command?: AgentCommand | ((context: HookContext) => AgentCommand | Promise<AgentCommand>);
  /** Does whatever the agent needs to run; the run ends when it settles. */
  body?: (host: Host, context: BodyContext) => Promise<void>;
  beforeExecute?: HookCallback;
  /** Shown to people. Default `Agent`. */
  title?: string;
  tags?: Record<string, string>;
  /** The run, and the call in it, that this one belongs to. */
  parent?: { runId: string; callId?: string };
  /** Folder on the host. Default: one of its own under the user's cache folder, which stays. */
  workdir?: string;
  /** Relative to the workdir. Default `optio.log`. */
  logFile?: string;
}

/** What an agent run is taken over with, whose driver is gone. */
export interface AttachRequest extends DriveOptions {
  runId: string;
  /** What the agent is driven with, where it is no program that was launched. */
  body?: AgentRunRequest['body'];
}

/** A file that the agent handed over. */
export interface RunDeliverable {
  /** Relative to the folder for deliverables. */
  path: string;
  size: number;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
  /** What the journal keeps the bytes under. */
  ref: string;
}

/** What came of an agent run. */
export interface AgentRunResult {
  runId: string;
  outcome: Outcome;
  /** What the agent said in the end. */
  summary?: string;
  /** One sentence: what the outcome rests on. */
  reason: string;
  /** Of the agent's process. */
  exitCode?: number;
  signal?: string;
  /** In the order of their captures; a path may come again with another content. */
  deliverables: RunDeliverable[];
  /** Facts to know, one sentence each. */
  notes: string[];
}

/** A run under way. */
export interface AgentRunHandle {
  readonly runId: string;
  /** Rejects where the end could not be recorded. */
  readonly ended: Promise<AgentRunResult>;
  /** Asks the agent to end, with grace; asked again, ends it at once. */
  cancel(reason?: string): void;
}

/** Why a run cannot be taken over. Codes are stable. */
export type AgentRunErrorCode =
  | 'run_unknown'
  | 'run_not_agent'
  | 'run_over'
  | 'agent_not_started'
  | 'other_host'
  | 'run_taken_over';

/** An agent run cannot be driven by this process. */
export class AgentRunError extends Error {
  override readonly name = 'AgentRunError';
  readonly code: AgentRunErrorCode;

  constructor(code: AgentRunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
