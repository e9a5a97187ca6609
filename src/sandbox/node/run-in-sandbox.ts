import { type GuestEnd, type GuestMessage, toGuest } from '../common/guest-messages.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import type { Evaluation, EvaluationRequest, ScriptRequest, Stop } from './evaluation.ts';
import { OutputCollector } from './output-collector.ts';
import { describeSandboxEnd, type SandboxEnd } from './sandbox-end.ts';
import type { SandboxProcess } from './sandbox-process.ts';
import { climbLadder } from './stop-ladder.ts';

/** The longest a timer can wait; the guest looks at its own clock anyway. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs one program in a sandbox process and settles everything it started. */
export class SandboxRun {
  readonly #process: SandboxProcess;
  readonly #request: EvaluationRequest | ScriptRequest;
  readonly #number: number;
  readonly #output: OutputCollector;
  readonly #calls: CallsUnderWay;
  readonly #notes: string[] = [];
  #stop: Stop | null = null;
  #leaveLadder: () => void = () => {};
  #wake: NodeJS.Timeout | undefined;
  /** What the guest says came of the run: believed once the guest's tick is over. */
  #told: GuestEnd | null = null;
  #over = false;
  #finish: (end: Evaluation['end']) => void = () => {};

  constructor(process: SandboxProcess, request: EvaluationRequest | ScriptRequest, number: number) {
    const { limits } = request;
    this.#process = process;
    this.#request = request;
    this.#number = number;
    const onOutput = 'code' in request ? request.onOutput : undefined;
    this.#output = new OutputCollector(limits.outputBytes, onOutput);
    this.#calls = new CallsUnderWay(
      'code' in request ? request : withoutTools(request),
      (message, taken) => process.send(message, taken),
    );
  }

  async run(): Promise<Evaluation> {
    const { limits, signal } = this.#request;
    const request = this.#request;
    const ended = new Promise<Evaluation['end']>((resolve) => {
      this.#finish = resolve;
    });
    this.#process.listen({
      messages: (messages, tickOver, bytes) => this.#receive(messages, tickOver, bytes),
      output: (stream, bytes) => {
        if ('code' in request) this.#output.write(stream, bytes);
        else request.onBytes(stream, bytes);
      },
      outputCut: (bytes) => {
        if ('code' in request) this.#output.cut(bytes);
        else request.onRefused(bytes);
      },
      ended: (end) => this.#died(end),
    });
    const onAbort = (): void => this.#stopBecause('cancelled', 'the run was cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    const wallClock = setTimeout(() => {
      const limit = limits.wallClockMs.toLocaleString('en');
      this.#stopBecause('timed_out', `the run took longer than ${limit} ms (limit wallClockMs)`);
    }, limits.wallClockMs);
    if ('code' in request) {
      const { code, filename, offers, network } = request;
      this.#process.runBegins(limits);
      this.#process.send(toGuest.run(this.#number, code, filename, offers, limits, network));
    } else {
      this.#process.runBegins(limits, true);
      this.#process.input(request.input);
      const hasNetwork = request.onHttpCall !== undefined;
      this.#process.send(toGuest.script(this.#number, request.invocation, limits, hasNetwork));
    }

    const end = await ended;
    this.#over = true;
    signal?.removeEventListener('abort', onAbort);
    clearTimeout(wallClock);
    clearTimeout(this.#wake);
    this.#leaveLadder();
    this.#calls.abortAll('the run ended');
    await this.#calls.settled();
    const { stdout, stderr, notes } = this.#output.end();
    return { end, stop: this.#stop, stdout, stderr, notes: [...this.#notes, ...notes] };
  }

  #receive(messages: readonly GuestMessage[], tickOver: boolean, bytes: number): void {
    for (const message of messages) {
      if (this.#over || this.#told !== null) {
        // Cancelled calls and timers may still be mentioned; anything else is not of a run.
        if (message.kind === 'call' || message.kind === 'done') {
          throw new TypeError('the program went on after its end');
        }
        continue;
      }
      this.#take(message, bytes);
    }
    if (tickOver && this.#told !== null) this.#finish(this.#told);
  }

  #take(message: GuestMessage, batchBytes: number): void {
    switch (message.kind) {
      case 'call':
        this.#calls.begin(message, batchBytes);
        return;
      case 'stop':
        this.#calls.abort(message.number, 'the program cancelled the call');
        return;
      case 'timer':
        clearTimeout(this.#wake);
        if (message.delayMs !== null) {
          const delay = Math.min(message.delayMs, LONGEST_MS);
          this.#wake = setTimeout(() => this.#process.wake(), delay);
        }
        return;
      case 'done':
        if (message.run !== this.#number) throw new TypeError('a run ended that is not under way');
        this.#checkEnd(message.end);
        this.#notes.push(...message.notes);
        this.#told = message.end;
    }
  }

  /** The guest holds to the limit by itself; a guest that does not was tampered with. */
  #checkEnd(end: GuestEnd): void {
    const { resultBytes } = this.#request.limits;
    if (end.kind === 'value' && Buffer.byteLength(end.json) > resultBytes) {
      throw new TypeError('a value is over its limit');
    }
  }

  #stopBecause(reason: Stop['reason'], message: string): void {
    if (this.#stop !== null || this.#over) return;
    this.#stop = { reason, message, by: 'interrupt' };
    this.#process.send(toGuest.cancel(this.#number, message));
    this.#calls.abortAll(message, reason === 'timed_out' ? 'TimeoutError' : 'AbortError');
    this.#leaveLadder = climbLadder({
      interrupt: () => this.#process.interrupt(),
      kill: () => void this.#process.kill('killed'),
    });
  }

  #died(end: SandboxEnd): void {
    if (this.#stop !== null && end.reason === 'killed') this.#stop.by = 'kill';
    if (!this.#over) this.#notes.push(describeSandboxEnd(end));
    this.#finish({ kind: 'died', end });
  }
}

/** What a run without tools is to the keeper of its calls. */
function withoutTools({ limits, onHttpCall }: ScriptRequest): EvaluationRequest {
  const failure = { name: 'ToolError', message: 'no tools are offered' };
  const onCall = onHttpCall ?? (async () => ({ ok: false as const, failure }));
  const network = onHttpCall !== undefined;
  return { code: '', filename: '', offers: [], limits, onCall, network };
}
