export interface LaunchRequest {
  /** The program and its arguments, as they are. */
  command: readonly [string, ...string[]];
  /** Absolute. Must be there. */
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Folder for what the runner keeps: output files, exit code, process number. Made if missing. */
  stateFolder: string;
}

/** What finds a launched program again, also for another process: keep it as it is. */
export type ProcessRecord = Readonly<Record<string, string | number>>;

export interface ProcessExit {
  /** Absent when a signal ended it, or when nobody can tell. */
  exitCode?: number;
  /** Name of the signal, where it is known. */
  signal?: string;
}

export interface StopOptions {
  /** Signals in order, each with the milliseconds to wait for the end. Default: INT 2 s, TERM 2 s. */
  steps?: readonly { signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'; graceMs: number }[];
}

export interface StopReport {
  /** Whether anything of it still ran when the stopping began. */
  wasAlive: boolean;
  /** The last signal that was needed; absent when it had ended by itself. */
  signal?: string;
  /** How many processes had left the group and were found by their mark. */
  swept: number;
  /** Processes that are still there after all of it; 0 but for what even KILL does not end. */
  left: number;
}

/** A program started by `launch`. */
export interface HostProcess {
  readonly record: ProcessRecord;
  /** Files on its host that have what it wrote. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Resolves when the program itself has ended, which its children may outlive. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Whether anything of its group or with its mark still runs; zombies do not count. */
  isAlive(): Promise<boolean>;
  /** Ends its group, step by step, then KILL, then what had left the group. */
  stop(options?: StopOptions): Promise<StopReport>;
}
