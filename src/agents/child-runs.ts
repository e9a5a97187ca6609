import type { RunEventBody } from '../protocol/events/event.ts';
import type { RunEnded } from '../protocol/events/run.ts';
import type { ProgressReport } from './hook-context.ts';

/** A piece of work that is a run of its own, under the run that starts it. */
export interface ChildTask {
  /** Shown to people. */
  title: string;
  /** Default: made from the parent's. */
  processId?: string;
  params?: Readonly<Record<string, unknown>>;
  /** Its work. Throwing fails it. */
  run(context: ChildContext): void | Promise<void>;
}

/** What the work of a child task is given. */
export interface ChildContext {
  readonly processId: string;
  /** The run it is. */
  readonly runId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  shouldContinue(): boolean;
  reportProgress: ProgressReport;
  /** Hands a value to whoever started the task, which goes on. At most once. */
  publishResult(value: unknown): void;
  runChild(task: ChildTask, options?: ChildOptions): Promise<ChildOutcome>;
  runChildWithResult(task: ChildTask, options?: ResultOptions): Promise<ChildHandle>;
  parallelGroup(options?: GroupOptions): ParallelGroup;
}

export interface ChildOptions {
  /** Resolve when the child failed, instead of rejecting with a ChildFailed. Default false. */
  surviveFailure?: boolean;
  /** The same when it was cancelled. Default false. */
  surviveCancel?: boolean;
}

export interface ResultOptions extends ChildOptions {
  /** Milliseconds to wait for the result. Default: as long as the child runs. */
  timeoutMs?: number;
}

/** How a child task ended. */
export interface ChildOutcome {
  state: 'done' | 'failed' | 'cancelled';
  processId: string;
  title: string;
  /** What its work threw. */
  error?: unknown;
}

/** A child that has published its result and may go on. */
export interface ChildHandle {
  readonly result: unknown;
  /** How it ends, as `runChild` would have said it. */
  outcome(): Promise<ChildOutcome>;
}

export interface GroupOptions extends ChildOptions {
  /** Children that run at once; more wait. Default 10. */
  maxConcurrency?: number;
}

/** Child tasks that run side by side. */
export interface ParallelGroup {
  /** How those that ended did, in the order of their ends. */
  readonly results: readonly ChildOutcome[];
  /** Starts a child when there is room; resolves when it has begun. */
  spawn(task: ChildTask): Promise<void>;
  /**
   * Waits for all of them. Rejects with an AggregateError of ChildFailed when one failed, unless
   * failures are survived; the others are then told to stop.
   */
  join(): Promise<readonly ChildOutcome[]>;
}

/** A run under the session's run, as whoever keeps runs hands it out. */
export interface ChildRun {
  runId: string;
  /** Resolves when the events are durable. */
  append(bodies: readonly RunEventBody[]): Promise<void>;
  end(end: RunEnded): Promise<void>;
}

/** Starts a run under the session's run, or under another child. */
export type StartChild = (request: {
  title: string;
  processId: string;
  /** The run it belongs to; absent for the session's own. */
  parentRunId?: string;
}) => Promise<ChildRun>;

/** A child task failed or was cancelled; `cause` is what its work threw. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
  readonly outcome: ChildOutcome;

  constructor(outcome: ChildOutcome) {
    const { title, state, error } = outcome;
    const told = error instanceof Error ? `: ${error.message}` : '';
    super(
      `The task ${JSON.stringify(title)} ${state === 'failed' ? 'failed' : 'was cancelled'}${told}`,
      {
        cause: error,
      },
    );
    this.outcome = outcome;
  }
}
