import { AsyncLocalStorage } from 'node:async_hooks';
import type { Limits } from '../../../protocol/limits.ts';
import type { ScriptInvocation } from '../../common/guest-messages.ts';
import type { Evaluation, Stop } from '../evaluation.ts';
import { SessionFileError } from '../file-requests.ts';
import { serveHttpCall } from '../network/serve-http-call.ts';
import { OutputCollector } from '../output-collector.ts';
import type { Sandbox } from '../sandbox.ts';
import type { SandboxEnd } from '../sandbox-end.ts';
import { PIPE_BYTES, SHELL_FILE_BYTES, type ShellRequest, type ShellState } from './messages.ts';
import type { ShellProcess } from './shell-process.ts';
import { describeShellEnd, type ShellResult, shellResult } from './shell-result.ts';
import type { PipCommand, ShellRoads } from './shell-roads.ts';

/** How long a shell that was asked to stop is given, in milliseconds. */
const GRACE_MS = 500;
/** Exit status of a Python that ended without one. */
const FAILED = 1;

export interface ShellRunRequest {
  command: string;
  limits: Limits;
  signal?: AbortSignal | undefined;
  onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
}

interface ShellRunParts extends ShellRoads {
  sandbox: Sandbox;
  process: ShellProcess;
  /** Where a shell begins that has no earlier run. */
  state: ShellState;
}

/** Runs one command line in a shell process, and serves what it asks for meanwhile. */
export class ShellRun {
  readonly #parts: ShellRunParts;
  readonly #request: ShellRunRequest;
  readonly #output: OutputCollector;
  readonly #notes: string[] = [];
  /** Requests that can be given up. */
  readonly #controllers = new Map<number, AbortController>();
  /** Viewers and package roads run in the async context of whoever started the run. */
  readonly #inCallersContext = AsyncLocalStorage.snapshot();
  #stop: Stop | null = null;
  /** Programs run one at a time, also where the shell no longer waits for the last one. */
  #python: Promise<unknown> = Promise.resolve();
  #pythons = 0;
  #kill: NodeJS.Timeout | undefined;
  #state: ShellState;
  #finish: (exit: number | SandboxEnd) => void = () => {};

  constructor(parts: ShellRunParts, request: ShellRunRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#state = parts.state;
    this.#output = new OutputCollector(request.limits.outputBytes, request.onOutput);
  }

  /** Never rejects: that the shell died is a result too. */
  async run(): Promise<{ result: ShellResult; state: ShellState }> {
    const { command, limits, signal } = this.#request;
    const { process, state } = this.#parts;
    const ended = new Promise<number | SandboxEnd>((resolve) => {
      this.#finish = resolve;
    });
    process.listen({
      request: (id, request, bytes) => void this.#serve(id, request, bytes),
      giveUp: (id) => this.#controllers.get(id)?.abort(),
      output: (stream, bytes) => this.#inCallersContext(() => this.#output.write(stream, bytes)),
      outputCut: (bytes) => this.#output.cut(bytes),
      ended: (end) => {
        if (this.#stop === null && end.state !== undefined) this.#state = end.state;
        this.#finish(end.exitCode);
      },
      died: (end) => this.#finish(end),
    });
    const onAbort = (): void => this.#stopBecause('cancelled', 'the run was cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    const wallClock = setTimeout(() => {
      const limit = limits.wallClockMs.toLocaleString('en');
      this.#stopBecause('timed_out', `the run took longer than ${limit} ms (limit wallClockMs)`);
    }, limits.wallClockMs);
    process.run({ command, outputBytes: limits.outputBytes, state });
    if (signal?.aborted) onAbort();

    const exit = await ended;
    signal?.removeEventListener('abort', onAbort);
    clearTimeout(wallClock);
    process.listen(null);
    for (const controller of this.#controllers.values()) controller.abort();
    await this.#python;
    clearTimeout(this.#kill);
    const killed = process.end !== null || this.#parts.sandbox.end?.reason === 'killed';
    if (this.#stop !== null && killed) this.#stop.by = 'kill';
    const { notes, ...output } = this.#output.end();
    const result = shellResult({
      output,
      exit: typeof exit === 'number' ? exit : describeShellEnd(exit),
      stop: this.#stop,
      sandboxEnd: this.#parts.sandbox.end,
      notes: [...this.#notes, ...notes],
    });
    return { result, state: this.#state };
  }

  async #serve(id: number, request: ShellRequest, bytes: Uint8Array): Promise<void> {
    const { process } = this.#parts;
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    try {
      const { facts, content } = await this.#answer(request, bytes, controller.signal);
      process.answer(id, facts, content);
    } catch (error) {
      const code = error instanceof SessionFileError ? error.systemCode : 'EIO';
      process.refuse(id, code, (error as Error).message);
    } finally {
      this.#controllers.delete(id);
    }
  }

  async #answer(
    request: ShellRequest,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ facts: object; content?: Uint8Array }> {
    const { sandbox, pip, fetch } = this.#parts;
    switch (request.kind) {
      case 'file': {
        const { content, ...facts } = await sandbox.files.ask(request.operation, bytes, true);
        return { facts, content };
      }
      case 'python':
        return this.#runPython(request.invocation, bytes, signal);
      case 'pip': {
        if (pip === undefined) throw new Error('this session has no road to packages');
        const { args, cwd, env } = request;
        return { facts: await this.#inCallersContext(callPip, pip, args, { cwd, env, signal }) };
      }
      case 'fetch': {
        if (fetch === undefined) throw new Error('this session has no network');
        const { url, method, headers } = request;
        const maxBytes = SHELL_FILE_BYTES;
        const body = bytes.length > 0 ? bytes : undefined;
        const { body: content, ...facts } = await this.#inCallersContext(() =>
          fetch({ url, method, headers, body, maxBytes, signal }),
        );
        return { facts, content };
      }
    }
  }

  async #runPython(
    invocation: ScriptInvocation,
    input: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ facts: object; content: Uint8Array }> {
    const written: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
    const { fetch } = this.#parts;
    const limits = { ...this.#request.limits, outputBytes: PIPE_BYTES };
    this.#pythons += 1;
    const running = this.#python.then(() =>
      this.#parts.sandbox.runScript({
        invocation,
        input,
        signal,
        limits,
        onBytes: (stream, bytes) => written[stream].push(bytes),
        onRefused: () => this.#noteRefused(),
        onHttpCall: fetch && ((call) => serveHttpCall(call, limits, fetch)),
      }),
    );
    this.#python = running.catch(() => {});
    try {
      const status = this.#statusOf(await running, written.stderr);
      const [stdout, stderr] = [Buffer.concat(written.stdout), Buffer.concat(written.stderr)];
      const facts = { exitCode: status, stdoutBytes: stdout.length };
      return { facts, content: Buffer.concat([stdout, stderr]) };
    } finally {
      this.#pythons -= 1;
      if (this.#stop !== null && this.#pythons === 0) this.#killSoon();
    }
  }

  /** Exit status of a program; an error of the interpreter is told on its stderr. */
  #statusOf({ end }: Evaluation, stderr: Uint8Array[]): number {
    switch (end.kind) {
      case 'value':
        return Number(end.json) & 0xff;
      case 'error':
        stderr.push(Buffer.from(`python3: ${end.name}: ${end.message}\n`));
        return FAILED;
      // How the process ended is told by the run's own message.
      case 'died':
      case 'preview':
        return FAILED;
    }
  }

  #noteRefused(): void {
    const most = PIPE_BYTES.toLocaleString('en');
    this.#notes.push(
      `python3 wrote more than ${most} bytes at once; a program can write files itself instead`,
    );
  }

  #stopBecause(reason: Stop['reason'], message: string): void {
    if (this.#stop !== null) return;
    this.#stop = { reason, message, by: 'interrupt' };
    this.#parts.process.stop();
    for (const controller of this.#controllers.values()) controller.abort();
    // While a program runs, the shell waits for it, and it climbs a ladder of its own.
    if (this.#pythons === 0) this.#killSoon();
  }

  #killSoon(): void {
    clearTimeout(this.#kill);
    this.#kill = setTimeout(() => void this.#parts.process.kill('killed'), GRACE_MS);
  }
}

async function callPip(
  pip: PipCommand,
  args: readonly string[],
  context: Parameters<PipCommand>[1],
): Promise<object> {
  const { stdout, stderr, exitCode } = await pip(args, context);
  return { stdout, stderr, exitCode };
}
