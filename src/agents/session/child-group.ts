import {
  ChildFailed,
  type ChildOutcome,
  type ChildTask,
  type GroupOptions,
  type ParallelGroup,
} from '../child-runs.ts';
import type { ChildRunner } from './child-runner.ts';

/** Child tasks side by side, as many at once as are allowed. */
export class ChildGroup implements ParallelGroup {
  readonly results: ChildOutcome[] = [];
  readonly #runner: ChildRunner;
  readonly #options: GroupOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<void>>();
  readonly #errors: unknown[] = [];
  readonly #maxConcurrency: number;

  constructor(runner: ChildRunner, signal: AbortSignal, options: GroupOptions) {
    this.#runner = runner;
    this.#options = options;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#maxConcurrency = options.maxConcurrency ?? 10;
    if (!Number.isSafeInteger(this.#maxConcurrency) || this.#maxConcurrency < 1) {
      throw new RangeError(`maxConcurrency must be 1 or more, not ${this.#maxConcurrency}`);
    }
  }

  async spawn(task: ChildTask): Promise<void> {
    while (this.#running.size >= this.#maxConcurrency) await Promise.race(this.#running);
    const run = this.#attempt(task).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async join(): Promise<readonly ChildOutcome[]> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#errors.length > 0) {
      throw new AggregateError(this.#errors, 'Not every task of the group ended well');
    }
    return this.results;
  }

  async #attempt(task: ChildTask): Promise<void> {
    try {
      const outcome = await this.#runner.attempt(task, { signal: this.#signal });
      this.results.push(outcome);
      if (this.#isSurvived(outcome)) return;
      this.#errors.push(new ChildFailed(outcome));
    } catch (error) {
      this.#errors.push(error);
    }
    // The others work for nothing.
    this.#stop.abort();
  }

  #isSurvived({ state }: ChildOutcome): boolean {
    const { surviveFailure = false, surviveCancel = false } = this.#options;
    return state === 'done' || (state === 'failed' ? surviveFailure : surviveCancel);
  }
}
