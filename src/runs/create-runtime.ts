import type { Journal } from '../journal/journal.ts';
import { createMemoryJournal } from '../journal/memory-journal.ts';
import { storeJson } from '../journal/store-value.ts';
import { type Limits, resolveLimits } from '../protocol/limits.ts';
import { recordJson } from '../protocol/record-json.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';
import type { Isolation } from '../sandbox/node/isolation.ts';
import { Sandbox, type SandboxOptions } from '../sandbox/node/sandbox.ts';
import { createToolRegistry } from '../tools/registry.ts';
import type { Tool } from '../tools/tool.ts';
import type { RunRequest, RunResult } from './api.ts';
import { executeRun } from './execute-run.ts';

export interface RuntimeOptions {
  /** What programs may call. */
  tools?: readonly Tool[];
  /** Where events stay. Default: in memory, the last 100 runs, large values as previews only. */
  journal?: Journal;
  /** Limits of every run that does not bring its own. */
  limits?: Partial<Limits>;
  sandbox?: Omit<SandboxOptions, 'limits'>;
}

/** A live sandbox whose namespace and files last from run to run. */
export interface RuntimeSession {
  readonly isolation: Isolation;
  /** Runs one program; a second one waits for the first. */
  run(request: RunRequest): Promise<RunResult>;
  writeFile(path: string, content: Uint8Array): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a folder, sorted. */
  listDir(path: string): Promise<string[]>;
  close(): Promise<void>;
}

/** A process that runs programs all day must not keep every one of them. */
const KEPT_RUNS = 100;

/** Runs programs with your tools and records what they do. */
export interface Runtime {
  readonly journal: Journal;
  /** Runs one program in a sandbox of its own. Resolves also when the program fails. */
  run(request: RunRequest): Promise<RunResult>;
  /** Opens a sandbox for several runs. */
  openSession(): Promise<RuntimeSession>;
  /** Ends every sandbox. Runs under way end as `exited`. */
  close(): Promise<void>;
}

/**
 * Puts tools, journal and sandbox together.
 *
 * @throws CausewayError when two tools have the same name; RangeError for a limit that is none.
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const registry = createToolRegistry(options.tools ?? []);
  const limits = resolveLimits(options.limits);
  const journal = options.journal ?? createMemoryJournal({ keepRuns: KEPT_RUNS });
  const given = options.journal;
  const storeValue = (json: string): RecordedValue =>
    given === undefined ? recordJson(json) : storeJson(given, json).recorded;
  const open = new Set<Sandbox>();
  let closed = false;

  const openSandbox = async (runLimits?: Partial<Limits>): Promise<Sandbox> => {
    if (closed) throw new Error('The runtime is closed; create another one');
    const sandbox = await Sandbox.open({ ...options.sandbox, limits: { ...limits, ...runLimits } });
    open.add(sandbox);
    return sandbox;
  };
  const closeSandbox = async (sandbox: Sandbox): Promise<void> => {
    open.delete(sandbox);
    await sandbox.close();
  };

  return {
    journal,
    async run(request) {
      let sandbox: Sandbox | undefined;
      try {
        return await executeRun(
          {
            journal,
            storeValue,
            registry,
            limits,
            sandbox: async () => {
              sandbox = await openSandbox(request.limits);
              return sandbox;
            },
          },
          request,
        );
      } finally {
        if (sandbox !== undefined) await closeSandbox(sandbox);
      }
    },
    async openSession() {
      const sandbox = await openSandbox();
      return {
        isolation: sandbox.isolation,
        run: (request) =>
          executeRun(
            { journal, storeValue, registry, limits, sandbox: async () => sandbox },
            request,
          ),
        writeFile: (path, content) => sandbox.writeFile(path, content),
        readFile: (path) => sandbox.readFile(path),
        listDir: (path) => sandbox.listDir(path),
        close: () => closeSandbox(sandbox),
      };
    },
    async close() {
      closed = true;
      await Promise.all([...open].map(closeSandbox));
      if (options.journal === undefined) await journal.close();
    },
  };
}
