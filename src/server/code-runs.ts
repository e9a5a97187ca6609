import type { RunRequest, RunResult } from '../runs/api.ts';
import { ProblemError } from './http/problem-error.ts';
import type { ServerLog } from './server-log.ts';

/** What the server needs of a runtime. */
export interface ProgramRunner {
  run(request: RunRequest): Promise<Pick<RunResult, 'runId'>>;
}

/** A program that was asked for and has not ended. */
interface Program {
  readonly cancel: AbortController;
  /** Absent until the run is in the journal. */
  runId?: string;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

/** Programs at once: each has an interpreter of its own, of up to half a gigabyte. */
const MOST_AT_ONCE = 16;

/** The programs that this server runs: it starts them, can cancel them, and waits for them. */
export class CodeRuns {
  readonly #runner: ProgramRunner | undefined;
  readonly #log: ServerLog;
  readonly #programs = new Set<Program>();
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
    const started = Promise.withResolvers<string>();
    const ended = Promise.withResolvers<void>();
    const program: Program = { cancel: new AbortController(), ended: ended.promise };
    this.#programs.add(program);
    const run = async (): Promise<void> => {
      try {
        const { runId } = await runner.run({
          ...request,
          signal: program.cancel.signal,
          onEvent: (event) => {
            program.runId ??= event.runId;
            started.resolve(event.runId);
          },
        });
        started.resolve(runId);
      } catch (error) {
        // Whoever asked is told while they wait, the log afterwards.
        if (program.runId !== undefined) this.#log(`run ${program.runId}: ${String(error)}`);
        const refused = error instanceof RangeError;
        started.reject(refused ? new ProblemError('bad_request', error.message) : error);
      } finally {
        this.#programs.delete(program);
        ended.resolve();
      }
    };
    void run();
    return await started.promise;
  }

  /** Asks a run to end; false when it is none of those under way here. */
  cancel(runId: string): boolean {
    const program = [...this.#programs].find((candidate) => candidate.runId === runId);
    program?.cancel.abort();
    return program !== undefined;
  }

  /** Takes no more programs, cancels those under way, and resolves when each has been recorded. */
  async close(): Promise<void> {
    this.#closing = true;
    const programs = [...this.#programs];
    for (const { cancel } of programs) cancel.abort();
    await Promise.all(programs.map(({ ended }) => ended));
  }

  #admit(): ProgramRunner {
    if (this.#runner === undefined) {
      const advice = 'start the server with tools (causeway serve --tools FILE)';
      throw new ProblemError('no_tools', `This server runs no programs; ${advice}`);
    }
    if (this.#closing) {
      throw new ProblemError('shutting_down', 'The server is shutting down; try again later');
    }
    if (this.#programs.size >= MOST_AT_ONCE) {
      const message = `${MOST_AT_ONCE} programs run here at once; wait for one, or cancel one`;
      throw new ProblemError('too_many_runs', message);
    }
    return this.#runner;
  }
}
