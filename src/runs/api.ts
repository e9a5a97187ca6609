import type { CallStatus } from '../protocol/events/call.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { Outcome } from '../protocol/events/run.ts';
import type { GivenLimits } from '../protocol/limits.ts';
import type { Envelope } from '../sandbox/node/envelope.ts';
import type { Isolation } from '../sandbox/node/isolation.ts';

/** A file put into the sandbox before the program starts. */
export interface GivenFile {
  /** Absolute in the sandbox, or relative to `/workspace`. */
  path: string;
  /** Text is written as UTF-8. */
  content: Uint8Array | string;
}

/** A file that came out of the sandbox. */
export interface RunFile {
  /** As it was asked for. */
  path: string;
  content: Uint8Array;
}

export interface RunRequest {
  /** Python source. */
  code: string;
  /** Name shown in tracebacks. Default `program.py`. */
  filename?: string;
  /** Shown to people. Default: the file name. */
  title?: string;
  /**
   * Limits of this run; the runtime's stand where it says nothing. In an open session `memoryBytes`
   * and `diskBytes` are fixed: a run that asks for others is refused.
   */
  limits?: GivenLimits;
  files?: readonly GivenFile[];
  /** Files to hand back when the run has ended, by their path in the sandbox. */
  collect?: readonly string[];
  /** Aborting cancels the run: handlers get an aborted signal, the outcome is `cancelled`. */
  signal?: AbortSignal;
  tags?: Record<string, string>;
  /**
   * Called with each event as it is recorded. A throw, and the rejection of a promise it returns,
   * is reported as a Node warning and ignored. Nobody waits for that promise.
   */
  onEvent?: (event: RunEvent) => void;
}

/** Makes the URLs that emitters post to. */
export interface EmitterUrls {
  /** The URL whose events stand under a call of a run. */
  urlFor(call: { runId: string; callId: string }): string;
}

/** What came of a run: the published envelope and the facts beside it. */
export interface RunResult extends Envelope {
  runId: string;
  outcome: Outcome;
  /** How many calls ended in which status. */
  calls: Record<CallStatus, number>;
  durationMs: number;
  /**
   * How well the sandbox was closed: `basic`, `limited` or `namespaced`. Absent when the run was
   * cancelled before it had one.
   */
  isolation?: Isolation['level'];
  /** The value's exact JSON text: keeps `1.0` and integers of any size. */
  valueJson: string;
  /** Python's type of a value that is no JSON: `value` is then what `repr` shows, a string. */
  preview?: string;
  /** Which step of the ladder ended a run that was cut off. */
  stoppedBy?: 'interrupt' | 'kill';
  /** Facts to know, one sentence each. Empty when there is nothing to tell. */
  notes: string[];
  /** The files asked for by `collect` that were there. */
  files: RunFile[];
}

/** A live sandbox whose namespace and files last from run to run. */
export interface RuntimeSession extends AsyncDisposable {
  readonly isolation: Isolation;
  /**
   * Runs one program; a second one waits for the first. Rejects with a RangeError for a
   * `memoryBytes` or `diskBytes` that is not the session's.
   */
  run(request: RunRequest): Promise<RunResult>;
  /** Relative paths begin at `/workspace`; folders on the way are made. */
  writeFile(path: string, content: Uint8Array | string): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a folder, sorted. Default: the workspace. */
  listDir(path?: string): Promise<string[]>;
  /**
   * Starts a sandbox in place of the one that is there, dead or alive, with an empty namespace and no
   * files. A run under way ends as `exited`.
   */
  restart(): Promise<void>;
  /** Ends the sandbox, whatever runs in it. `await using` does the same. */
  close(): Promise<void>;
}
