import type { Journal } from '../journal/journal.ts';
import { createMemoryJournal } from '../journal/memory-journal.ts';
import { type GivenLimits, resolveLimits } from '../protocol/limits.ts';
import type { Sandbox } from '../sandbox/node/sandbox.ts';
import { createToolRegistry } from '../tools/registry.ts';
import type { Tool } from '../tools/tool.ts';
import type { EmitterUrls, RunRequest, RunResult, RuntimeSession } from './api.ts';
import { executeRun } from './execute-run.ts';
import { OpenSandboxes, type SandboxChoices } from './open-sandboxes.ts';
import { openSession } from './open-session.ts';

export interface RuntimeOptions {
  /** What programs may call. */
  tools?: readonly Tool[];
  /** Where events stay. Default: in memory, the last 100 runs, large values as previews only. */
  journal?: Journal;
  /** Limits of every run that does not bring its own. */
  limits?: GivenLimits;
  sandbox?: SandboxChoices;
  /** What makes the URLs of `context.emitterEnv()`, as a server does. Default: tools get none. */
  emitter?: EmitterUrls;
}

/** A process that runs programs all day must not keep every one of them. */
const KEPT_RUNS = 100;

/** Runs programs with your tools and records what they do. */
export interface Runtime extends AsyncDisposable {
  readonly journal: Journal;
  /** Runs one program in a sandbox of its own. Resolves also when the program fails. */
  run(request: RunRequest): Promise<RunResult>;
  /** Opens a sandbox for several runs. */
  openSession(): Promise<RuntimeSession>;
  /**
   * Ends every sandbox, and resolves when each run under way has been recorded as `exited`. One that
   * is still waiting for its sandbox rejects. `await using` does the same.
   */
  close(): Promise<void>;
}

/**
 * Puts tools, journal and sandbox together.
 *
 * @throws CausewayError when two tools have the same name; RangeError for a limit that is none;
 * NetworkError for an allowed host that is none.
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const registry = createToolRegistry(options.tools ?? []);
  const limits = resolveLimits(options.limits);
  const journal = options.journal ?? createMemoryJournal({ keepRuns: KEPT_RUNS });
  const keepWholeValues = options.journal !== undefined;
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(run: Promise<T>): Promise<T> => {
    const settled = run.catch(() => undefined).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return run;
  };
  const { emitter } = options;
  const environment = { journal, keepWholeValues, registry, limits, ...(emitter && { emitter }) };
  const sandboxes = new OpenSandboxes(options.sandbox);

  const runAlone = async (request: RunRequest): Promise<RunResult> => {
    const own = resolveLimits(request.limits, limits);
    let opened: Sandbox | undefined;
    const sandbox = async (): Promise<Sandbox> => {
      opened = await sandboxes.open(own, request.signal);
      return opened;
    };
    try {
      return await executeRun({ ...environment, sandbox }, request);
    } finally {
      if (opened !== undefined) await sandboxes.close(opened);
    }
  };
  const close = async (): Promise<void> => {
    await sandboxes.closeAll();
    await Promise.all(underWay);
    if (options.journal === undefined) await journal.close();
  };
  return {
    journal,
    run: (request) => track(runAlone(request)),
    async openSession() {
      const session = await openSession(sandboxes, environment);
      return { ...session, run: (request) => track(session.run(request)) };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
