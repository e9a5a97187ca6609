import type { CallStatus } from '../protocol/events/call.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { Outcome } from '../protocol/events/run.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Envelope } from '../sandbox/node/envelope.ts';
import type { Isolation } from '../sandbox/node/isolation.ts';

/** A file put into the sandbox before the program starts. */
export interface RunFile {
  /** Absolute in the sandbox, or relative to `/workspace`. */
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
  /** Tightens or widens the runtime's limits for this run (not `memoryBytes`, `diskBytes`). */
  limits?: Partial<Limits>;
  files?: readonly RunFile[];
  /** Files to hand back when the run has ended, by their path in the sandbox. */
  collect?: readonly string[];
  /** Aborting cancels the run: handlers get an aborted signal, the outcome is `cancelled`. */
  signal?: AbortSignal;
  tags?: Record<string, string>;
  /** Called with each event as it is recorded. A throw is reported as a Node warning and ignored. */
  onEvent?: (event: RunEvent) => void;
}

/** What came of a run: the published envelope and the facts beside it. */
export interface RunResult extends Envelope {
  runId: string;
  outcome: Outcome;
  /** How many calls ended in which status. */
  calls: Record<CallStatus, number>;
  durationMs: number;
  /** How well the sandbox was closed: `basic`, `limited` or `namespaced`. */
  isolation: Isolation['level'];
  /** The value's exact JSON text: keeps `1.0` and integers of any size. */
  valueJson: string;
  /** Set when the value is not JSON: `value` is then a preview made by `repr`. */
  preview?: boolean;
  /** Which step of the ladder ended a run that was cut off. */
  stoppedBy?: 'interrupt' | 'kill';
  /** Facts to know, one sentence each. Empty when there is nothing to tell. */
  notes: string[];
  /** The files asked for by `collect` that were there. */
  files: RunFile[];
}
