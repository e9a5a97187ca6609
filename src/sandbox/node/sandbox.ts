import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync } from 'node:fs';
import { type Limits, resolveLimits } from '../../protocol/limits.ts';
import { RESERVED_PREFIX } from '../common/guest-messages.ts';
import { abortable } from './abortable.ts';
import type { Evaluation, EvaluationRequest, ScriptRequest } from './evaluation.ts';
import { type GivenChanges, packChanges } from './file-changes.ts';
import type { FileRequests } from './file-requests.ts';
import type { ImageBuildReason } from './image-cache.ts';
import { describeIsolation, type Isolation } from './isolation.ts';
import { chooseLauncher, type LauncherChoice } from './launcher.ts';
import { createGuardedFetch, type SessionFetch } from './network/guarded-fetch.ts';
import { openImageFor } from './open-image.ts';
import { SandboxRun } from './run-in-sandbox.ts';
import { runtimeFiles } from './runtime-files.ts';
import { SandboxDied, type SandboxEnd } from './sandbox-end.ts';
import { SandboxProcess } from './sandbox-process.ts';

export interface SandboxOptions {
  /** Only `memoryBytes` and `diskBytes` matter here; the others belong to a run. */
  limits?: Partial<Limits> | undefined;
  /** What is put in front of the process; default `auto`. */
  launcher?: LauncherChoice | undefined;
  /**
   * Hosts that programs may send HTTP requests to: `example.com`, `*.example.com`,
   * `example.com:8443`, an address, `localhost`, or `*` for every public one. Default: none, and no
   * network.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Python packages that are there and imported from the start, those with machine code too: each
   * pinned, as `name==1.0`, `https://…whl#sha256=…` or the path of a wheel on the host. The first
   * start fetches them and takes seconds; later ones take as long as without.
   */
  packages?: readonly string[] | undefined;
  /** Root of the package index, a simple repository API. Default: the public index. */
  packageIndexUrl?: string | undefined;
  /** Where the interpreter image is kept. */
  cacheDir?: string | undefined;
  /** `fresh` gives this sandbox a seed of its own for string hashes; it starts seconds later. */
  hashSeed?: 'shared' | 'fresh' | undefined;
  /** Called when the interpreter image has to be made first, which takes seconds. */
  onImageBuild?: ((reason: ImageBuildReason) => void) | undefined;
  /** Aborting while the sandbox opens rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What the process takes beside the interpreter's memory and files. */
const PROCESS_BYTES = 512 * 1024 * 1024;

/** Which sandboxes the current code is a tool of: a tool that waits for its own run never ends. */
const insideOf = new AsyncLocalStorage<ReadonlySet<Sandbox>>();

/** A live interpreter with its namespace and files. Programs run in it one after another. */
export class Sandbox {
  readonly #process: SandboxProcess;
  readonly isolation: Isolation;
  /** The way to the allowed hosts; undefined when there are none. It ends with the sandbox. */
  readonly fetch: SessionFetch | undefined;
  /** Runs take turns. */
  #last: Promise<unknown> = Promise.resolve();
  #runs = 0;

  /**
   * Rejects with SandboxStartError when the process does not start, within a minute at most, with
   * NetworkError for a host that is none, and with PackageError for packages that cannot be had.
   */
  static async open(options: SandboxOptions = {}): Promise<Sandbox> {
    const limits = resolveLimits(options.limits);
    const { allowedHosts = [] } = options;
    const guarded = createGuardedFetch(allowedHosts);
    const fetch = allowedHosts.length > 0 ? guarded : undefined;
    const { signal } = options;
    signal?.throwIfAborted();
    const files = runtimeFiles();
    const launcher = chooseLauncher(options.launcher ?? 'auto', files);
    // An image that is half made is not given up: the next to want it needs it too.
    const image = await abortable(openImageFor(options, files, launcher), signal, (late) => {
      if (late.ownedBySandbox) closeSync(late.fd);
    });
    const starting = SandboxProcess.start({
      files,
      image: image.fd,
      launcher,
      config: {
        memoryBytes: limits.memoryBytes,
        diskBytes: limits.diskBytes,
        // Files and what JavaScript holds on their way come on top of the interpreter's memory.
        residentBytes: limits.memoryBytes + 2 * limits.diskBytes + PROCESS_BYTES,
      },
      limits,
    });
    // The process has inherited the descriptor; a shared one stays open for the next.
    if (image.ownedBySandbox) closeSync(image.fd);
    const process = await abortable(starting, signal, (late) => void late.kill('closed'));
    return new Sandbox(process, describeIsolation(launcher, process.resourceLimits), fetch);
  }

  private constructor(
    process: SandboxProcess,
    isolation: Isolation,
    fetch: SessionFetch | undefined,
  ) {
    this.#process = process;
    this.isolation = isolation;
    this.fetch = fetch;
  }

  get closed(): boolean {
    return this.#process.end !== null;
  }

  /** How it ended; null while it lives. */
  get end(): SandboxEnd | null {
    return this.#process.end;
  }

  /** Runs a program; a second one waits for the first. Rejects only when the sandbox is gone. */
  evaluate(request: EvaluationRequest): Promise<Evaluation> {
    const unfit = request.offers.find(({ name }) => !isOfferable(name));
    if (unfit !== undefined) {
      const shown = JSON.stringify(String(unfit.name).slice(0, LONGEST_NAME));
      const rule = `1 to ${LONGEST_NAME} characters, no __name__, not ${RESERVED_PREFIX}…`;
      return Promise.reject(new TypeError(`${shown} cannot be the name of a tool: ${rule}`));
    }
    return this.takeTurn(request.signal, cancelledBeforeStart, () =>
      new SandboxRun(this.#process, request, ++this.#runs).run(),
    );
  }

  /** Runs Python as a command does, within the turn that the caller has taken. */
  runScript(request: ScriptRequest): Promise<Evaluation> {
    return new SandboxRun(this.#process, request, ++this.#runs).run();
  }

  /**
   * Waits until all that came before is done, then does `work`, which has the sandbox to itself.
   * Gives what `cancelled` gives when the signal is aborted before that. Rejects where the sandbox is
   * gone, or waits for the caller itself.
   */
  takeTurn<T>(
    signal: AbortSignal | undefined,
    cancelled: () => T,
    work: () => Promise<T>,
  ): Promise<T> {
    const around = insideOf.getStore();
    if (around?.has(this)) {
      const message =
        'A tool cannot run code in the session that waits for it; open another session';
      return Promise.reject(new Error(message));
    }
    let begun = false;
    const turn = this.#last.then(() => {
      begun = true;
      this.#throwIfGone();
      if (signal?.aborted) return cancelled();
      return insideOf.run(new Set(around).add(this), work);
    });
    this.#last = turn.catch(() => {});
    if (signal === undefined) return turn;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        // Its turn will come to nothing; nobody needs to wait for it.
        if (!begun) resolve(cancelled());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** The session's files, for requests that a program makes. */
  get files(): FileRequests {
    return this.#process.files;
  }

  /** Text is written as UTF-8. */
  async writeFile(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError(`The content of ${path} must be a string or a Uint8Array`);
    }
    await this.#process.files.ask({ op: 'write', path: workspacePath(path), parents: true }, bytes);
  }

  async readFile(path: string): Promise<Uint8Array> {
    return (await this.#process.files.ask({ op: 'read', path: workspacePath(path) })).content;
  }

  async listDir(path: string): Promise<string[]> {
    const { entries = [] } = await this.#process.files.ask({
      op: 'list',
      path: workspacePath(path),
    });
    return entries.map(({ name }) => name);
  }

  /**
   * Removes and writes many files, below folders that are made on the way: all of it or, when one
   * thing fails, nothing. `folder` is where most of it happens, for the error.
   */
  async changeFiles(folder: string, changes: GivenChanges): Promise<void> {
    await this.#process.files.ask({ op: 'change', path: folder }, packChanges(changes));
  }

  /** Ends the process at once, whatever runs in it. Bounded; may be called twice. */
  async close(): Promise<void> {
    this.fetch?.close();
    await this.#process.kill('closed');
  }

  #throwIfGone(): void {
    const { end } = this.#process;
    if (end !== null) throw new SandboxDied(end);
  }
}

/** Longest name of a tool; a longer one from the guest is taken for tampering. */
const LONGEST_NAME = 200;

/** Names reach Python as attributes of `tools`; these would not. */
function isOfferable(name: unknown): boolean {
  const fits = typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME;
  return fits && !/^__.*__$/.test(name) && !name.startsWith(RESERVED_PREFIX);
}

function cancelledBeforeStart(): Evaluation {
  const message = 'the run was cancelled before it began';
  return {
    end: { kind: 'error', name: 'CancelledError', message, traceback: '' },
    stop: { reason: 'cancelled', message, by: 'interrupt' },
    stdout: '',
    stderr: '',
    notes: [],
  };
}

export const DEFAULT_WORKSPACE_DIR: string = '/workspace';

/** Absolute path in the session; relative paths begin at the workspace. */
function workspacePath(path: string): string {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new TypeError(`Not a path: ${JSON.stringify(path)}`);
  }
  return path.startsWith('/') ? path : `${DEFAULT_WORKSPACE_DIR}/${path}`;
}
