import {
  type ChildContext,
  ChildFailed,
  type ChildHandle,
  type ChildOptions,
  type ChildOutcome,
  type ChildRun,
  type ChildTask,
  type GroupOptions,
  type ParallelGroup,
  type ResultOptions,
  type StartChild,
} from '../child-runs.ts';
import { ChildGroup } from './child-group.ts';
import { told } from './ending.ts';
import { EventSink } from './event-sink.ts';
import { progressReport } from './progress-report.ts';
import { within } from './within.ts';

export interface ChildRunnerParts {
  processId: string;
  /** Tells children to stop. */
  signal: AbortSignal;
  startChild: StartChild | undefined;
  /** The run that the children belong to; absent for the session's own. */
  parentRunId?: string;
}

/** Runs child tasks, each as a run of its own under one parent. */
export class ChildRunner {
  readonly #parts: ChildRunnerParts;
  #count = 0;

  constructor(parts: ChildRunnerParts) {
    this.#parts = parts;
  }

  /** Rejects with a ChildFailed for a child that did not end well, unless that is survived. */
  async run(task: ChildTask, options: ChildOptions = {}): Promise<ChildOutcome> {
    return survive(await this.attempt(task), options);
  }

  /** Runs a task to its end, however it ends. */
  async attempt(
    task: ChildTask,
    { signal = this.#parts.signal, onResult = () => {} }: AttemptOptions = {},
  ): Promise<ChildOutcome> {
    const { startChild, parentRunId } = this.#parts;
    const { title } = task;
    const processId = task.processId ?? `${this.#parts.processId}.child-${this.#count++}`;
    if (startChild === undefined) {
      throw new Error('This session has no startChild, so it cannot run child tasks');
    }
    if (signal.aborted) return { state: 'cancelled', processId, title };
    const run = await startChild({
      title,
      processId,
      ...(parentRunId !== undefined && { parentRunId }),
    });
    return await this.#work(task, processId, run, signal, onResult);
  }

  async runWithResult(task: ChildTask, options: ResultOptions = {}): Promise<ChildHandle> {
    let publish!: (handle: { result: unknown }) => void;
    const published = new Promise<{ result: unknown }>((resolve) => {
      publish = resolve;
    });
    const ended = this.attempt(task, { onResult: (result) => publish({ result }) });
    const outcome = ended.then((end) => survive(end, options));
    // Who never asks for the outcome has no unhandled rejection.
    outcome.catch(() => undefined);
    const first = Promise.race([published, outcome.then(() => undefined)]);
    const { timeoutMs } = options;
    const waited = timeoutMs === undefined ? await settled(first) : await within(first, timeoutMs);
    if (waited.state === 'failed') throw waited.error;
    const name = JSON.stringify(task.title);
    if (waited.state === 'late') {
      throw new Error(`The task ${name} published no result within ${timeoutMs} ms; it goes on`);
    }
    if (waited.value === undefined) throw new Error(`The task ${name} ended without a result`);
    return { result: waited.value.result, outcome: () => outcome };
  }

  group(options: GroupOptions = {}): ParallelGroup {
    return new ChildGroup(this, this.#parts.signal, options);
  }

  async #work(
    task: ChildTask,
    processId: string,
    run: ChildRun,
    signal: AbortSignal,
    onResult: (result: unknown) => void,
  ): Promise<ChildOutcome> {
    const { title } = task;
    let broken: { error: unknown } | undefined;
    const sink = new EventSink({ append: (bodies) => run.append(bodies) }, (error) => {
      broken = { error };
    });
    let outcome: ChildOutcome;
    try {
      await task.run(this.#contextOf(task, processId, run, signal, sink, onResult));
      outcome = signal.aborted
        ? { state: 'cancelled', processId, title }
        : { state: 'done', processId, title };
    } catch (error) {
      outcome = { state: signal.aborted ? 'cancelled' : 'failed', processId, title, error };
    }
    await sink.settled();
    if (broken !== undefined && outcome.state === 'done') {
      outcome = { state: 'failed', processId, title, error: broken.error };
    }
    await run.end({
      type: 'run.ended',
      outcome: outcome.state === 'failed' ? 'error' : outcome.state,
      ...('error' in outcome && {
        error: {
          name: outcome.error instanceof Error ? outcome.error.name : 'Error',
          message: told(outcome.error),
        },
      }),
    });
    return outcome;
  }

  #contextOf(
    task: ChildTask,
    processId: string,
    run: ChildRun,
    signal: AbortSignal,
    sink: EventSink,
    onResult: (result: unknown) => void,
  ): ChildContext {
    const { runId } = run;
    const { startChild } = this.#parts;
    const children = new ChildRunner({ processId, signal, startChild, parentRunId: runId });
    let published = false;
    return {
      processId,
      runId,
      params: task.params ?? {},
      signal,
      shouldContinue: () => !signal.aborted,
      reportProgress: progressReport((bodies) => void sink.add(bodies)),
      publishResult(value) {
        if (published) throw new Error('A task publishes its result once');
        published = true;
        onResult(value);
      },
      runChild: (child, options) => children.run(child, options),
      runChildWithResult: (child, options) => children.runWithResult(child, options),
      parallelGroup: (options) => children.group(options),
    };
  }
}

interface AttemptOptions {
  signal?: AbortSignal;
  onResult?: (result: unknown) => void;
}

function survive(outcome: ChildOutcome, options: ChildOptions): ChildOutcome {
  const { surviveFailure = false, surviveCancel = false } = options;
  if (outcome.state === 'failed' && !surviveFailure) throw new ChildFailed(outcome);
  if (outcome.state === 'cancelled' && !surviveCancel) throw new ChildFailed(outcome);
  return outcome;
}

function settled<T>(promise: Promise<T>): ReturnType<typeof within<T>> {
  return promise.then(
    (value) => ({ state: 'done', value }),
    (error: unknown) => ({ state: 'failed', error }),
  );
}
