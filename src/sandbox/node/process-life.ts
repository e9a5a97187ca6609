import type { ChildProcess } from 'node:child_process';
import type { Launcher } from './launcher.ts';
import { watchMemory } from './memory-watch.ts';
import { applyResourceLimits } from './resource-limits.ts';
import {
  describeSandboxEnd,
  type EndReason,
  type SandboxEnd,
  SandboxStartError,
} from './sandbox-end.ts';

/** Longest wait for a killed process to be gone; the system reaps it sooner. */
const REAP_MS = 2000;
/** Longest wait for a started process to be ready; a second is usual, ten on a machine in trouble. */
const START_MS = 60_000;

/** From start to end of a closed process: until it is ready, its limits, its one end. */
export class ProcessLife {
  readonly #child: ChildProcess;
  readonly #onEnd: (end: SandboxEnd) => void;
  readonly #gone: Promise<void>;
  #end: SandboxEnd | null = null;
  #resourceLimits = false;
  #unwatch: () => void = () => {};
  #errors = '';
  #start: { ready(): void; fail(what: string): void } | null = null;

  /** `onEnd` is called once, when it has ended or is about to be killed. */
  constructor(child: ChildProcess, onEnd: (end: SandboxEnd) => void) {
    this.#child = child;
    this.#onEnd = onEnd;
    this.#gone = new Promise((resolve) => child.once('close', () => resolve()));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    child.once('error', (error) => this.finish('internal', String(error)));
    child.once('exit', (code, signal) => {
      this.finish('internal', this.internalDetail(signal ?? `exit code ${code}`));
    });
  }

  get end(): SandboxEnd | null {
    return this.#end;
  }

  /** Whether the kernel's limits on files and processes are in force. */
  get resourceLimits(): boolean {
    return this.#resourceLimits;
  }

  /**
   * Waits until the process is ready, then puts the limits in place: only after this may a program
   * come near it. Rejects with SandboxStartError, the process killed.
   */
  async begin(launcher: Launcher, residentBytes: number): Promise<void> {
    try {
      await this.#untilReady();
      const pid = launcher.sandboxPid(this.#child.pid ?? 0);
      if (pid === undefined) throw new SandboxStartError('its process id cannot be found');
      this.#resourceLimits = await applyResourceLimits(pid);
      if (this.#end !== null) throw new SandboxStartError(describeSandboxEnd(this.#end));
      this.#unwatch = watchMemory(pid, residentBytes, () => this.finish('memory', ''));
    } catch (error) {
      await this.kill('closed');
      throw error;
    }
  }

  /** The process has said that it is ready. */
  ready(): void {
    this.#start?.ready();
  }

  /** Ends the process at once; resolves when it is gone, in bounded time. */
  async kill(reason: EndReason, detail = ''): Promise<void> {
    this.finish(reason, detail);
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, REAP_MS);
    });
    await Promise.race([this.#gone, bound]);
    clearTimeout(timer);
  }

  finish(reason: EndReason, detail: string): void {
    if (this.#end !== null) return;
    this.#end = { reason, detail };
    this.#child.kill('SIGKILL');
    this.#unwatch();
    this.#start?.fail(describeSandboxEnd(this.#end));
    this.#onEnd(this.#end);
  }

  /** What the process printed is told of a start that failed; later it could be of a program. */
  internalDetail(fallback: string): string {
    return (this.#start !== null && this.#errors.trim()) || fallback;
  }

  async #untilReady(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string): void => reject(new SandboxStartError(what));
      this.#start = { ready: resolve, fail };
      timer = setTimeout(() => fail(`it was not ready after ${START_MS / 1000} s`), START_MS);
      if (this.#end !== null) fail(describeSandboxEnd(this.#end));
    }).finally(() => clearTimeout(timer));
    this.#start = null;
  }
}

/** Why a program could not be started at all. */
export function failureOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.once('error', (error) => resolve(error.message)));
}
