import type { HostCapabilities } from '../../../../protocol/host/messages.ts';
import type { HostMethod, HostParams, HostResults } from '../../../../protocol/host/methods.ts';
import { type GivenLimits, resolveLimits } from '../../../../protocol/limits.ts';
import { abortable } from '../../abortable.ts';
import type { SessionEnvelope } from '../../create-node-session.ts';
import { DEFAULT_WORKSPACE_DIR } from '../../sandbox.ts';
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { givenLimits } from './given-limits.ts';
import { HostConnection } from './host-connection.ts';
import { HostError } from './host-error.ts';
import type { HostCommand } from './host-process.ts';
import { HostPrograms, type HostRunRequest } from './host-programs.ts';
import { waitForReply } from './wait-for-reply.ts';

export interface ConnectHostOptions extends HostCommand {
  /** Text is written as UTF-8. */
  initialFiles?: readonly { path: string; content: Uint8Array | string }[];
  /** Hosts the session may reach. Default: none. */
  allowedHosts?: readonly string[];
  /** Passed on; a Causeway host ignores it. */
  stepBudget?: number;
  /** Sent to the host, which holds to them if it is a Causeway host; `callMs` and `resultBytes` here too. */
  limits?: GivenLimits;
  /** Longest wait for the session to be open, in milliseconds. Default 60,000. */
  startMs?: number;
  /** Longest wait for any reply, in milliseconds; 0 for none. Default: a minute over `wallClockMs`. */
  timeoutMs?: number;
  /** Aborting while the session opens rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A session in a host process. */
export interface HostSession {
  /** What the host told it can do: `host_call: 'v1'` where programs can call tools. */
  readonly capabilities: HostCapabilities;
  /** Runs a program. Resolves also when it fails; rejects with HostError when the host does. */
  runPtc(request: HostRunRequest): Promise<SessionEnvelope>;
  /** Runs a shell command line. Aborting the signal asks the host to end it. */
  run(command: string, options?: { signal?: AbortSignal }): Promise<HostResults['run']>;
  writeFile(path: string, content: Uint8Array | string): Promise<{ events: unknown[] }>;
  readFile(path: string): Promise<{ events: unknown[]; content: Uint8Array }>;
  /** `output` holds the names in the folder, one a line. Default: the workspace. */
  listDir(path?: string): Promise<{ events: unknown[]; output: string }>;
  installPythonPackages(
    requirements: string | readonly string[],
    options?: { deps?: boolean },
  ): Promise<HostResults['installPythonPackages']>;
  /** Ends the session and the process, whatever runs in it; resolves within seconds. */
  close(): Promise<{ closed: true }>;
}

/**
 * Starts a host process and opens a session in it. The host is any program that speaks the host
 * protocol: `{ command: process.execPath, args: [resolveNodeHostPath()] }` is ours.
 *
 * @throws HostError `host_start` when the process does not open a session in time, `host_refused`
 * with the host's own text when it will not.
 */
export async function connectHost(options: ConnectHostOptions): Promise<HostSession> {
  const limits = resolveLimits(options.limits);
  const { timeoutMs = limits.wallClockMs + 60_000 } = options;
  const connection = startHost(options);
  const programs = new HostPrograms(connection, limits, Math.min(timeoutMs, 2 ** 31 - 1));
  const request = <M extends HostMethod>(method: M, params: HostParams[M]) =>
    waitForReply(connection.request(method, params), { method, timeoutMs });
  try {
    await untilOpen(connection, options);
  } catch (error) {
    await connection.kill();
    throw error;
  }
  return {
    get capabilities() {
      return connection.capabilities;
    },
    runPtc: (given) => programs.runPtc(given),
    run: (command, { signal } = {}) => programs.run(command, signal),
    async writeFile(path, content) {
      const { events = [] } = await request('writeFile', fileParams({ path, content }));
      return { events };
    },
    async readFile(path) {
      const { events = [], contentBase64 } = await request('readFile', { path });
      return { events, content: decodeBase64(contentBase64, path) };
    },
    async listDir(path = DEFAULT_WORKSPACE_DIR) {
      const { events = [], output } = await request('listDir', { path });
      return { events, output };
    },
    installPythonPackages: (requirements, { deps } = {}) =>
      request('installPythonPackages', {
        requirements,
        options: deps === undefined ? {} : { deps },
      }),
    async close() {
      await connection.close();
      return { closed: true };
    },
  };
}

function startHost(command: HostCommand): HostConnection {
  try {
    return new HostConnection(command);
  } catch (cause) {
    throw new HostError('host_start', `The host did not start: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function untilOpen(connection: HostConnection, options: ConnectHostOptions): Promise<void> {
  const { stepBudget = 0, initialFiles = [], allowedHosts = [], startMs = 60_000 } = options;
  const params = {
    stepBudget,
    initialFiles: initialFiles.map(fileParams),
    allowedHosts,
    ...givenLimits(options.limits),
  };
  const opened = waitForReply(connection.request('init', params), {
    method: 'init',
    timeoutMs: startMs,
  });
  try {
    await abortable(opened, options.signal, () => {});
  } catch (cause) {
    const code = cause instanceof HostError ? cause.code : undefined;
    if (code !== 'host_gone' && code !== 'host_timeout') throw cause;
    const { message } = cause as HostError;
    throw new HostError('host_start', `No session was opened. ${message}`, { cause });
  }
}

function fileParams({ path, content }: { path: string; content: Uint8Array | string }): {
  path: string;
  contentBase64: string;
} {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`The content of ${path} must be a string or a Uint8Array`);
  }
  return { path, contentBase64: encodeBase64(bytes) };
}
