import type { Host } from '../hosts/host.ts';
import type { HostProcess } from '../hosts/process.ts';
import type { Workdir } from '../hosts/workdir.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { AgentCommand } from './agent-command.ts';
import type { StartChild } from './child-runs.ts';
import type { BodyContext, HookContext } from './hook-context.ts';
import type { SessionLimits } from './session-limits.ts';
import type { SessionResume } from './session-resume.ts';
import type { SessionRecord } from './session-types.ts';

/** A deliverable as it was captured. */
export interface DeliveredFile {
  /** Relative to the folder for deliverables. */
  path: string;
  bytes: Uint8Array;
  size: number;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
  mediaType: string;
  /** What the record keeps the bytes under. */
  ref: string;
  /** Set when a driver that was there before captured it, and may have called back for it. */
  again?: true;
}

/**
 * Takes a deliverable. `text` is its content where that is UTF-8; `file` has the bytes of any. One
 * call at a time, in the order of the captures.
 */
export type DeliverableCallback = (
  context: HookContext,
  path: string,
  text: string | undefined,
  file: DeliveredFile,
) => void | Promise<void>;

export type HookCallback = (context: HookContext) => void | Promise<void>;

/** What a session is run with. Exactly one of `body` and `command` is given. */
export interface SessionOptions {
  host: Host;
  record: SessionRecord;
  /** Names the session; good as a folder name: letters, digits, `.`, `_`, `-`. */
  processId: string;
  /** Handed to the hooks as they are. */
  params?: Readonly<Record<string, unknown>>;
  metadata?: Readonly<Record<string, unknown>>;
  /** A folder the caller opened, and will release. Default: one is opened, and released at the end. */
  workdir?: Workdir;
  /** The log that the agent reports through, relative to the workdir. Default `optio.log`. */
  logFile?: string;
  /** What starts the agent: it is launched, and the session ends with its process. */
  command?: AgentCommand | ((context: HookContext) => AgentCommand | Promise<AgentCommand>);
  /** Does whatever the agent needs to run; the session ends when it settles. */
  body?: (host: Host, context: BodyContext) => Promise<void>;
  beforeExecute?: HookCallback;
  /** Is called whatever happened before. */
  afterExecute?: HookCallback;
  onDeliverable?: DeliverableCallback;
  limits?: Partial<SessionLimits>;
  /** Cancels the session. */
  signal?: AbortSignal;
  /**
   * The run's events as they come to be recorded, by whomever: answers to the agent's questions and
   * requests to end the run are taken from it. Its failure fails the session.
   */
  feed?: AsyncIterable<RunEvent>;
  /** Starts runs under this one, for child tasks. Without it there are none. */
  startChild?: StartChild;
  /** Goes on with a session whose driver is gone. */
  resume?: SessionResume;
  /** Whether programs that would open a browser ask a person instead. Default true. */
  captureBrowser?: boolean;
  /** Called with what the agent launched as, right after it was. */
  onLaunched?: (process: HostProcess) => void;
}
