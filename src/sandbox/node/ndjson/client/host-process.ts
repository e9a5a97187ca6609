import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { LONGEST_LINE_BYTES } from '../../../../protocol/host/messages.ts';
import { type Line, LineSplitter } from '../line-splitter.ts';
import { LineWriter } from '../line-writer.ts';

/** How a host process is started. */
export interface HostCommand {
  command: string;
  args?: readonly string[] | undefined;
  /** Default: the environment of this process. */
  env?: NodeJS.ProcessEnv | undefined;
  cwd?: string | undefined;
  /** Called with what the host writes to standard error, as it comes. */
  onLog?: ((text: string) => void) | undefined;
}

/** Wait for what a process that has exited left in its pipes: a child of its own may keep them open. */
const DRAIN_MS = 500;
/** Wait for a process that has closed its output and so can say nothing more. */
const SILENT_MS = 1000;
const KEPT_LOG = 2000;

/** A host process: lines to it, lines from it, and its end. */
export class HostProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: LineWriter;
  readonly #splitter = new LineSplitter(LONGEST_LINE_BYTES);
  readonly #gone = Promise.withResolvers<string>();
  #log = '';
  #ended = false;

  /** `onLine` is never called after `gone` has resolved. */
  constructor(how: HostCommand, onLine: (line: Line) => void) {
    const { command, args = [], env, cwd, onLog } = how;
    this.#child = spawn(command, args, {
      stdio: 'pipe',
      ...(env && { env }),
      ...(cwd !== undefined && { cwd }),
      // A group of its own: Ctrl-C in a terminal is for this process, which ends the session.
      detached: process.platform !== 'win32',
      windowsHide: true,
    }) as ChildProcessWithoutNullStreams;
    const { stdin, stdout, stderr } = this.#child;
    // That it does not read any more is told by its end.
    this.#lines = new LineWriter(stdin, () => {});
    stdout.on('data', (chunk: Uint8Array) => {
      for (const line of this.#splitter.push(chunk)) if (!this.#ended) onLine(line);
    });
    stdout.once('end', () => setTimeout(() => this.kill('SIGKILL'), SILENT_MS).unref());
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-KEPT_LOG);
      onLog?.(text);
    });
    this.#child.once('error', (error) => this.#finish(error.message));
    this.#child.once('exit', (code, signal) => {
      const end = signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
      this.#child.once('close', () => this.#finish(end));
      setTimeout(() => this.#finish(end), DRAIN_MS).unref();
    });
  }

  /** Resolves with how the process ended, and the last it had logged. */
  get gone(): Promise<string> {
    return this.#gone.promise;
  }

  write(line: string): void {
    if (!this.#ended) this.#lines.write(line);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  /** Signals the whole group: the command may be a script that starts the host. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#ended) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // It ended at this moment.
    }
  }

  #finish(how: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const log = this.#log.trim();
    this.#gone.resolve(log === '' ? how : `${how}: ${log}`);
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      stream.destroy();
    }
  }
}
