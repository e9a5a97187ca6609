import type { CommandResult, HostCommand } from '../hosts/command.ts';
import type { ByteSource } from '../hosts/files.ts';
import type { Host } from '../hosts/host.ts';
import type { HostProcess } from '../hosts/process.ts';
import type { AgentChannel } from './agent-channel.ts';
import type { AgentCommand } from './agent-command.ts';
import type {
  ChildHandle,
  ChildOptions,
  ChildOutcome,
  ChildTask,
  GroupOptions,
  ParallelGroup,
  ResultOptions,
} from './child-runs.ts';

/**
 * Says how far something is: a percentage from 0 to 100, a message, or both. Without a percentage
 * the last one stands. What was reported is recorded in order; nobody has to wait for it.
 */
export type ProgressReport = (percent: number | null | undefined, message?: string) => void;

export interface RunOnHostOptions {
  /** Absolute, or by the rules of `copyFile`. Default: the workdir. */
  cwd?: string;
  /** Reject when the exit code is not 0. Default true. */
  check?: boolean;
  /** Put stderr behind stdout in the text. Default false. */
  captureStderr?: boolean;
  /** Milliseconds. Default 60,000. */
  timeoutMs?: number;
}

export interface CopyOptions {
  /** Transfer nothing when the target has these bytes. Default false. */
  skipIfUnchanged?: boolean;
  mode?: number;
}

export interface DownloadFileOptions {
  /** Shown for the child task. Default `download <name>`. */
  description?: string;
  /**
   * Accepted because the published system has it. Nothing of a download that failed stays in any case,
   * and a file that was there before keeps its content.
   */
  cleanupOnFail?: boolean;
  /** What the content must hash to: 64 hexadecimal digits. */
  sha256?: string;
}

/** What to copy: a path on this side, bytes, a stream, or what the record keeps under an id. */
export type CopySource = string | ByteSource | { ref: string };

/**
 * What hooks and callbacks of a session are given. Paths on the host are absolute, begin with `~`
 * for the user's home, or are relative to the workdir, which they can't leave.
 */
export interface HookContext {
  readonly processId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly host: Host;
  /** Absolute. */
  readonly workdir: string;
  /** The agent's voice: what is said here becomes the same events as what the agent says. */
  readonly channel: AgentChannel;
  /** Aborts when the session is being ended. */
  readonly signal: AbortSignal;
  shouldContinue(): boolean;
  reportProgress: ProgressReport;

  /** Runs a command, by default in the workdir: a line for `sh`, or words. Resolves with its output. */
  runOnHost(
    command: string | HostCommand,
    options?: RunOnHostOptions & { check?: true },
  ): Promise<string>;
  runOnHost(
    command: string | HostCommand,
    options: RunOnHostOptions & { check: false },
  ): Promise<CommandResult>;
  copyFile(source: CopySource, target: string, options?: CopyOptions): Promise<void>;
  readFromHost(path: string, options?: { silent?: boolean }): Promise<Uint8Array>;
  /** Rejects with a TypeError when the file is not UTF-8. */
  readTextFromHost(path: string, options?: { silent?: boolean }): Promise<string>;
  /** Has the host download a URL, as a child task with its own progress. */
  downloadFile(url: string, target: string, options?: DownloadFileOptions): Promise<void>;

  runChild(task: ChildTask, options?: ChildOptions): Promise<ChildOutcome>;
  /** Starts a child and resolves once it has published its result. */
  runChildWithResult(task: ChildTask, options?: ResultOptions): Promise<ChildHandle>;
  parallelGroup(options?: GroupOptions): ParallelGroup;
}

/** What the body of a session is given beside that. */
export interface BodyContext extends HookContext {
  /** The agent that an earlier driver started, where the session goes on with one. */
  readonly attached?: HostProcess;
  /**
   * Starts a program as the agent: in the workdir, with the session's helpers first on its PATH, its
   * output recorded, and ended with the session.
   */
  launch(command: AgentCommand): Promise<HostProcess>;
}
