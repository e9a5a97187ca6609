import { type GivenLimits, type Limits, resolveLimits } from '../../protocol/limits.ts';
import { HTTP_CALL } from '../common/guest-messages.ts';
import { checkSessionOptions } from './check-options.ts';
import { describeEvaluation, type Envelope } from './envelope.ts';
import { refuseFixedLimits } from './fixed-limits.ts';
import { type HostCallHandler, serveHostCall } from './host-calls.ts';
import type { Isolation } from './isolation.ts';
import { serveHttpCall } from './network/serve-http-call.ts';
import {
  type InstallPythonPackagesOptions,
  type InstallResult,
  installPackages,
} from './packages/install-packages.ts';
import { PackageInstaller } from './packages/package-installer.ts';
import { runPip } from './packages/pip/run-pip.ts';
import { readPlatform } from './packages/platform.ts';
import { openRestartable } from './restartable.ts';
import { runtimeFiles } from './runtime-files.ts';
import { DEFAULT_WORKSPACE_DIR, Sandbox, type SandboxOptions } from './sandbox.ts';
import { SessionShell, type ShellOptions } from './shell/session-shell.ts';
import type { ShellResult } from './shell/shell-result.ts';

export interface NodeSessionOptions extends SandboxOptions {
  /** Accepted for compatibility and ignored: the interpreter comes with the package. */
  assetDir?: string;
  /** Accepted for compatibility and ignored: the session runs on the Node that runs the caller. */
  nodeExecutable?: string;
  /** Accepted for compatibility and ignored: limits are in time and memory, not in steps. */
  stepBudget?: number;
  /** Text is written as UTF-8. */
  initialFiles?: readonly { path: string; content: Uint8Array | string }[];
  /** Wall clock of each run, in milliseconds: the same as `limits.wallClockMs`. */
  timeoutMs?: number;
}

export interface RunPtcRequest {
  /** Python source. */
  code: string;
  /** Names the program may call. Any other is refused before `onHostCall`. */
  tools?: readonly string[];
  /** Serves one call; a throw becomes a failure with the error's name and message. */
  onHostCall?: HostCallHandler;
  signal?: AbortSignal;
  /** Limits of this run; the session's stand where it says nothing, and for memory and disk. */
  limits?: GivenLimits;
  /** Called with output as the program writes it. */
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Name in tracebacks. Default `program.py`. */
  filename?: string;
}

/** The published envelope and, where there is something to tell, facts of our own beside it. */
export interface SessionEnvelope extends Envelope {
  /** Python's type of a value that is no JSON; `value` is then what `repr` shows. */
  preview?: string;
  /** Which step of the ladder ended a run that was cut off. */
  stoppedBy?: 'interrupt' | 'kill';
  /** Facts to know, one sentence each. */
  notes?: string[];
}

/** A live sandbox with the published library face. One namespace and one file tree for its life. */
export interface NodeSession {
  readonly capabilities: { readonly host_call: 'v1' };
  /** How well the sandbox is closed on this machine. */
  readonly isolation: Isolation;
  /** Runs a program. Resolves also when it fails; rejects when the session is gone. */
  runPtc(request: RunPtcRequest): Promise<SessionEnvelope>;
  /**
   * Runs a command line in the session's shell, over the same files. Resolves also when it fails;
   * rejects when the session is gone or the shell cannot be started.
   */
  run(command: string, options?: ShellOptions): Promise<ShellResult>;
  /** Relative paths begin at `/workspace`; folders on the way are made. */
  writeFile(path: string, content: Uint8Array | string): Promise<{ events: [] }>;
  readFile(path: string): Promise<{ events: []; content: Uint8Array }>;
  /** `output` holds the names in the folder, one a line. Default: the workspace. */
  listDir(path?: string): Promise<{ events: []; output: string }>;
  /**
   * Installs Python packages: names with versions (`six>=1.16`), URLs of wheels, or wheels in the
   * session (`emfs:/tmp/x.whl`). All of them or none; rejects with a PackageError. Programs can
   * import them at once, also one that waits for a tool.
   */
  installPythonPackages(
    requirements: string | readonly string[],
    options?: InstallPythonPackagesOptions,
  ): Promise<InstallResult>;
  /**
   * Starts a sandbox in place of the one that is there, dead or alive: an empty namespace, the initial
   * files again. A run under way ends as with `close`.
   */
  restart(): Promise<void>;
  /** Ends the session, whatever runs in it; resolves within seconds at most. */
  close(): Promise<{ closed: true }>;
}

/** Opens a session: a sandbox process of its own. */
export async function createNodeSession(options: NodeSessionOptions = {}): Promise<NodeSession> {
  checkSessionOptions(options);
  const limits = resolveLimits({
    ...options.limits,
    ...(options.timeoutMs !== undefined && { wallClockMs: options.timeoutMs }),
  });
  const installer = new PackageInstaller({
    sandbox: () => life.current.sandbox,
    platform: readPlatform(runtimeFiles().pyodideDir),
    indexUrl: options.packageIndexUrl,
    diskBytes: limits.diskBytes,
  });
  const open = async (): Promise<{ sandbox: Sandbox; shell: SessionShell }> => {
    const sandbox = await Sandbox.open({ ...options, limits });
    try {
      for (const { path, content } of options.initialFiles ?? []) {
        await sandbox.writeFile(path, content);
      }
      const shell = new SessionShell({
        sandbox,
        limits,
        launcher: options.launcher,
        fetch: sandbox.fetch,
        pip: (args, { cwd, signal }) =>
          runPip(args, { installer, cwd, signal, readFile: (path) => sandbox.readFile(path) }),
      });
      return { sandbox, shell };
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  };
  const life = await openRestartable(open, ({ sandbox, shell }) =>
    Promise.all([sandbox.close(), shell.close()]),
  );
  return {
    capabilities: Object.freeze({ host_call: 'v1' as const }),
    get isolation() {
      return life.current.sandbox.isolation;
    },
    runPtc: (request) => runPtc(life.current.sandbox, limits, request),
    run: (command, shellOptions) => life.current.shell.run(command, shellOptions),
    async writeFile(path, content) {
      await life.current.sandbox.writeFile(path, content);
      return { events: [] };
    },
    async readFile(path) {
      return { events: [], content: await life.current.sandbox.readFile(path) };
    },
    async listDir(path = DEFAULT_WORKSPACE_DIR) {
      return { events: [], output: (await life.current.sandbox.listDir(path)).join('\n') };
    },
    installPythonPackages: (requirements, given) =>
      installPackages(installer, DEFAULT_WORKSPACE_DIR, requirements, given),
    restart: () => life.restart(),
    async close() {
      await life.close();
      return { closed: true };
    },
  };
}

async function runPtc(
  sandbox: Sandbox,
  sessionLimits: Limits,
  request: RunPtcRequest,
): Promise<SessionEnvelope> {
  const { code, tools = [], onHostCall, signal, onOutput, filename = 'program.py' } = request;
  refuseFixedLimits(request.limits, sessionLimits, 'session');
  const limits = resolveLimits(request.limits, sessionLimits);
  if (typeof code !== 'string') throw new TypeError('runPtc needs code: a string of Python');
  if (!Array.isArray(tools)) throw new TypeError('runPtc takes tools: an array of names');
  const { fetch } = sandbox;
  const evaluation = await sandbox.evaluate({
    code,
    filename,
    limits,
    signal,
    onOutput,
    network: fetch !== undefined,
    offers: tools.map((name) => ({
      name,
      parameters: null,
      signature: `${name}(**arguments)`,
      acceptsPositional: false,
    })),
    onCall: (call) =>
      fetch !== undefined && call.tool === HTTP_CALL
        ? serveHttpCall(call, limits, fetch)
        : serveHostCall(call, limits, onHostCall),
  });
  const { envelope, facts } = describeEvaluation(evaluation);
  return withEnvelope({
    ...envelope,
    ...(facts.preview !== null && { preview: facts.preview }),
    ...(facts.stoppedBy !== null && { stoppedBy: facts.stoppedBy }),
    ...(facts.notes.length > 0 && { notes: facts.notes }),
  });
}

/**
 * The protocol's reply is `{envelope}` and its library's is the envelope: callers of either find
 * what they look for.
 */
function withEnvelope(envelope: SessionEnvelope): SessionEnvelope {
  return Object.defineProperty(envelope, 'envelope', { value: envelope, enumerable: false });
}
