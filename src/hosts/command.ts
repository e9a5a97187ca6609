/** A command: words that no shell looks at, or a line for the machine's `sh`. */
export type HostCommand = readonly [string, ...string[]] | { shell: string };

export interface CommandOptions {
  /** Default: the user's home. */
  cwd?: string;
  /** Variables beside those the machine has. */
  env?: Readonly<Record<string, string>>;
  /** Default: nothing; the command reads an end of file. */
  stdin?: string | Uint8Array;
  /** Milliseconds; then the command's group is ended and `timedOut` is set. Default 60,000. */
  timeoutMs?: number;
  /** Bytes kept of each stream; what is beyond is dropped and told. Default 1 MiB. */
  maxOutputBytes?: number;
  /** Reject with `command_failed` when the exit code is not 0. Default false. */
  check?: boolean;
  signal?: AbortSignal;
}

export interface CommandResult {
  /** Absent when a signal ended it. */
  exitCode?: number;
  /** Name of the signal that ended it, where that is known. */
  signal?: string;
  /** Decoded as UTF-8; bytes that are none become U+FFFD. */
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** Whether output was dropped. */
  truncated: boolean;
  durationMs: number;
}
