import type { RunRequest, RunResult } from '../runs/api.ts';
import { ProblemError } from './http/problem-error.ts';
import type { ServerLog } from './server-log.ts';

/** What the server needs of a runtime. */
export interface ProgramRunner {
  run(request: RunRequest): Promise<Pick<RunResult, 'runId'>>;
}

/** Programs at once: each has an interpreter of its own, of up to half a gigabyte. */
const MOST_AT_ONCE = 16;

/** The programs that this server runs: it starts them, can cancel them, and waits for them. */
export class CodeRuns {
  readonly #runner: ProgramRunner | undefined;
  readonly #log: ServerLog;
  readonly #cancels = new Map<string, AbortController>();
  readonly #underWay = new Set<Promise<void>>();
  #closing = false;

  constructor(runner: ProgramRunner | undefined, log: ServerLog) {
    this.#runner = runner;
    this.#log = log;
  }

  /**
   * Starts a program and resolves with its run's id once the run is in the journal.
   *
   * @throws ProblemError `no_tools`, `too_many_runs`, `shutting_down`, `bad_request` for a limit
   * that is none; otherwise what the runtime fails with.
   */
  async start(request: Omit<RunRequest, 'signal' | 'onEvent'>): Promise<string> {
    const runner = this.#admit();
    const cancel = new AbortController();
    const { promise: started, resolve, reject } = Promise.withResolvers<string>();
    let runId: string | undefined;
    const onEvent: RunRequest['onEvent'] = (event) => {
      if (event.type !== 'run.started') return;
      runId = event.runId;
      this.#cancels.set(runId, cancel);
      resolve(runId);
    };
    const finished = Promise.resolve()
      .then(() => runner.run({ ...request, signal: cancel.signal, onEvent }))
      .then(
        (result) => resolve(result.runId),
        (error: unknown) => {
          if (runId !== undefined) this.#log(`run ${runId}: ${String(error)}`);
          reject(
            error instanceof RangeError ? new ProblemError('bad_request', error.message) : error,
          );
        },
      )
      .finally(() => {
        if (runId !== undefined) this.#cancels.delete(runId);
        this.#underWay.delete(finished);
        this.#starting.delete(cancel);
      });
    this.#underWay.add(finished);
    this.#starting.add(cancel);
    return await started;
  }

  /** Cancels of runs that may not have their sandbox so far. */
  readonly #starting = new Set<AbortController>();

  /** Asks a run to end; false when it is none of those under way here. */
  cancel(runId: string): boolean {
    const cancel = this.#cancels.get(runId);
    cancel?.abort();
    return cancel !== undefined;
  }

  /** Takes no more programs, cancels those under way, and resolves when each has been recorded. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const cancel of this.#starting) cancel.abort();
    await Promise.all(this.#underWay);
  }

  #admit(): ProgramRunner {
    if (this.#runner === undefined) {
      const advice = 'start the server with tools (causeway serve --tools FILE)';
      throw new ProblemError('no_tools', `This server runs no programs; ${advice}`);
    }
    if (this.#closing) {
      throw new ProblemError('shutting_down', 'The server is shutting down; try again later');
    }
    if (this.#underWay.size >= MOST_AT_ONCE) {
      const message = `${MOST_AT_ONCE} programs run here at once; wait for one, or cancel one`;
      throw new ProblemError('too_many_runs', message);
    }
    return this.#runner;
  }
}
