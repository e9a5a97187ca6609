import type { Limits } from '../../protocol/limits.ts';
import { resolveLimits } from '../../protocol/limits.ts';
import { encodeJson } from '../../protocol/exact-json.ts';
import { describeEvaluation, type Envelope } from './envelope.ts';
import type { SandboxAnswer } from './evaluation.ts';
import type { Isolation } from './isolation.ts';
import { DEFAULT_WORKSPACE_DIR, Sandbox, type SandboxOptions } from './sandbox.ts';

/** A call of the published protocol: one awaited `tools.<tool>(**args)`. */
export interface HostCall {
  type: 'host_call';
  /** `hc_<number>`, unique within the session. */
  id: string;
  tool: string;
  args: Record<string, unknown>;
}

/** A handler's answer. `error` is a class name: Python raises a ToolError subclass of that name. */
export type HostCallAnswer =
  | { ok: true; value: unknown }
  | { ok: false; error: string; message: string; code?: string };

export interface NodeSessionOptions extends SandboxOptions {
  /** Accepted for compatibility and ignored: the interpreter comes with the package. */
  assetDir?: string;
  /** Accepted for compatibility and ignored: the session runs on the Node that runs the caller. */
  nodeExecutable?: string;
  /** Accepted for compatibility and ignored: limits are in time and memory, not in steps. */
  stepBudget?: number;
  initialFiles?: readonly { path: string; content: Uint8Array }[];
  /** Wall clock of each run, in milliseconds: the same as `limits.wallClockMs`. */
  timeoutMs?: number;
}

export interface RunPtcRequest {
  /** Python source. */
  code: string;
  /** Names the program may call. Any other is refused before `onHostCall`. */
  tools?: readonly string[];
  /** Serves one call; a throw becomes a failure with the error's name and message. */
  onHostCall?: (
    call: HostCall,
    context: { signal: AbortSignal },
  ) => HostCallAnswer | Promise<HostCallAnswer>;
  signal?: AbortSignal;
  /** Limits of this run; those of the session stand where it says nothing. */
  limits?: Partial<Limits>;
  /** Called with output as the program writes it. */
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Name in tracebacks. Default `program.py`. */
  filename?: string;
}

/** A live sandbox with the published library face. One namespace and one file tree for its life. */
export interface NodeSession {
  readonly capabilities: { readonly host_call: 'v1' };
  /** How well the sandbox is closed on this machine. */
  readonly isolation: Isolation;
  /** Runs a program. Resolves also when it fails; rejects when the session is gone. */
  runPtc(request: RunPtcRequest): Promise<Envelope>;
  /** Relative paths begin at `/workspace`; folders on the way are made. */
  writeFile(path: string, content: Uint8Array | string): Promise<{ events: [] }>;
  readFile(path: string): Promise<{ events: []; content: Uint8Array }>;
  /** `output` holds the names in the folder, one a line. Default: the workspace. */
  listDir(path?: string): Promise<{ events: []; output: string }>;
  /** Ends the session, whatever runs in it; resolves within seconds at most. */
  close(): Promise<{ closed: true }>;
}

/** Opens a session: a sandbox process of its own. */
export async function createNodeSession(options: NodeSessionOptions = {}): Promise<NodeSession> {
  const limits = resolveLimits({
    ...options.limits,
    ...(options.timeoutMs !== undefined && { wallClockMs: options.timeoutMs }),
  });
  const sandbox = await Sandbox.open({ ...options, limits });
  const session: NodeSession = {
    capabilities: Object.freeze({ host_call: 'v1' as const }),
    isolation: sandbox.isolation,
    runPtc: (request) => runPtc(sandbox, limits, request),
    async writeFile(path, content) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      await sandbox.writeFile(path, bytes);
      return { events: [] };
    },
    async readFile(path) {
      return { events: [], content: await sandbox.readFile(path) };
    },
    async listDir(path = DEFAULT_WORKSPACE_DIR) {
      return { events: [], output: (await sandbox.listDir(path)).join('\n') };
    },
    async close() {
      await sandbox.close();
      return { closed: true };
    },
  };
  try {
    for (const { path, content } of options.initialFiles ?? []) {
      await sandbox.writeFile(path, content);
    }
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return session;
}

async function runPtc(
  sandbox: Sandbox,
  sessionLimits: Limits,
  request: RunPtcRequest,
): Promise<Envelope> {
  const { code, tools = [], onHostCall, signal, onOutput, filename = 'program.py' } = request;
  const limits = resolveLimits({ ...sessionLimits, ...request.limits });
  const evaluation = await sandbox.evaluate({
    code,
    filename,
    limits,
    signal,
    onOutput,
    offers: tools.map((name) => ({
      name,
      parameters: null,
      signature: `${name}(**arguments)`,
      acceptsPositional: false,
    })),
    async onCall({ id, tool, args, signal: callSignal }) {
      if (onHostCall === undefined) return failed('ToolError', `nobody serves the call to ${tool}`);
      return answer(tool, limits, callSignal, async () =>
        onHostCall({ type: 'host_call', id, tool, args }, { signal: callSignal }),
      );
    },
  });
  return withEnvelope(describeEvaluation(evaluation).envelope);
}

async function answer(
  tool: string,
  limits: Limits,
  signal: AbortSignal,
  serve: () => Promise<HostCallAnswer>,
): Promise<SandboxAnswer> {
  try {
    const served = await withinCall(tool, limits.callMs, signal, serve);
    if (!served?.ok) {
      return failed(served?.error ?? 'ToolError', served?.message ?? '', served?.code);
    }
    const json = encodeJson(served.value, { name: `the result of ${tool}` });
    if (Buffer.byteLength(json) > limits.resultBytes) {
      const message = `the result of ${tool} is larger than limit resultBytes (${limits.resultBytes})`;
      return failed('LimitError', message, 'result_too_large');
    }
    return { ok: true, json };
  } catch (thrown) {
    const { name, message, code } = Object(thrown) as Partial<Record<string, unknown>>;
    return failed(
      typeof name === 'string' ? name : 'ToolError',
      typeof message === 'string' ? message : String(thrown),
      typeof code === 'string' ? code : undefined,
    );
  }
}

function failed(name: string, message: string, code?: string): SandboxAnswer {
  return { ok: false, failure: { name, message, code } };
}

/** Settles at the latest when the call has used up its time or is aborted. */
function withinCall<T>(
  tool: string,
  callMs: number,
  signal: AbortSignal,
  serve: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (message: string, code: string): void => {
      reject(Object.assign(new Error(message), { name: 'ToolError', code }));
    };
    const timer = setTimeout(
      () => give(`${tool} did not answer within ${callMs} ms (limit callMs)`, 'call_timed_out'),
      callMs,
    );
    signal.addEventListener('abort', () => give(`${tool} was cancelled`, 'call_cancelled'), {
      once: true,
    });
    serve()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * The protocol's reply is `{envelope}` and its library's is the envelope: callers of either find
 * what they look for.
 */
function withEnvelope(envelope: Envelope): Envelope {
  return Object.defineProperty(envelope, 'envelope', { value: envelope, enumerable: false });
}
