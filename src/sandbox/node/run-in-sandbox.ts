import { type GuestEnd, type GuestMessage, toGuest } from '../common/guest-messages.ts';
import { encodeJson } from '../../protocol/exact-json.ts';
import type { Evaluation, EvaluationRequest, SandboxAnswer, Stop } from './evaluation.ts';
import { OutputCollector } from './output-collector.ts';
import { type SandboxEnd, describeSandboxEnd } from './sandbox-end.ts';
import type { SandboxProcess } from './sandbox-process.ts';

/** The ladder: how long each step is given before the next, in milliseconds. */
const ASKED_MS = 50;
const INTERRUPTED_MS = 500;

/** Runs one program in a sandbox process and settles everything it started. */
export class SandboxRun {
  readonly #process: SandboxProcess;
  readonly #request: EvaluationRequest;
  readonly #number: number;
  readonly #offered: ReadonlySet<string>;
  readonly #output: OutputCollector;
  readonly #calls = new Map<number, AbortController>();
  readonly #answers = new Set<Promise<void>>();
  readonly #notes: string[] = [];
  #lastCall = 0;
  #made = 0;
  #stop: Stop | null = null;
  #wallClock: NodeJS.Timeout | undefined;
  #ladder: NodeJS.Timeout | undefined;
  #wake: NodeJS.Timeout | undefined;
  #finish: (end: Evaluation['end']) => void = () => {};

  constructor(process: SandboxProcess, request: EvaluationRequest, number: number) {
    this.#process = process;
    this.#request = request;
    this.#number = number;
    this.#offered = new Set(request.offers.map(({ name }) => name));
    this.#output = new OutputCollector(request.limits.outputBytes, request.onOutput);
  }

  async run(): Promise<Evaluation> {
    const { code, filename, offers, limits, signal } = this.#request;
    const ended = new Promise<Evaluation['end']>((resolve) => {
      this.#finish = resolve;
    });
    this.#process.listen({
      message: (message) => this.#receive(message),
      output: (stream, bytes) => this.#output.write(stream, bytes),
      outputCut: (bytes) => this.#output.cut(bytes),
      ended: (end) => this.#died(end),
    });
    const onAbort = (): void => this.#stopBecause('cancelled', 'the run was cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#wallClock = setTimeout(() => {
      this.#stopBecause('timed_out', `the run took longer than ${limits.wallClockMs.toLocaleString('en')} ms (limit wallClockMs)`);
    }, limits.wallClockMs);
    this.#process.runBegins(limits.outputBytes);
    this.#process.send(toGuest.run(this.#number, code, filename, offers, limits));
    if (signal?.aborted) onAbort();

    const end = await ended;
    signal?.removeEventListener('abort', onAbort);
    for (const timer of [this.#wallClock, this.#ladder, this.#wake]) clearTimeout(timer);
    for (const controller of this.#calls.values()) controller.abort(abortReason('the run ended'));
    await Promise.all(this.#answers);
    const { stdout, stderr, notes } = this.#output.end();
    return { end, stop: this.#stop, stdout, stderr, notes: [...this.#notes, ...notes] };
  }

  #receive(message: GuestMessage): void {
    switch (message.kind) {
      case 'call':
        this.#call(message);
        return;
      case 'stop':
        this.#calls.get(message.number)?.abort(abortReason('the program cancelled the call'));
        return;
      case 'timer':
        clearTimeout(this.#wake);
        if (message.delayMs !== null) {
          // Timers longer than this overflow in Node; the guest looks at its own clock anyway.
          const delay = Math.min(message.delayMs, 2 ** 31 - 1);
          this.#wake = setTimeout(() => this.#process.wake(), delay);
        }
        return;
      case 'done':
        if (message.run !== this.#number) throw new TypeError('a run ended that is not under way');
        this.#notes.push(...message.notes.slice(0, 100));
        this.#finish(this.#checked(message.end));
    }
  }

  /** The guest holds to the limits by itself; a guest that does not is not to be believed. */
  #checked(end: GuestEnd): GuestEnd {
    const { resultBytes } = this.#request.limits;
    if (end.kind === 'value' && Buffer.byteLength(end.json) > resultBytes) {
      throw new TypeError('a value is over its limit');
    }
    return end;
  }

  #call(message: GuestMessage & { kind: 'call' }): void {
    const { number, tool, args, line } = message;
    if (number <= this.#lastCall) throw new TypeError('a call number was used twice');
    this.#lastCall = number;
    const { calls, callsInFlight, argumentBytes } = this.#request.limits;
    this.#made += 1;
    if (this.#made > calls || this.#calls.size >= callsInFlight) {
      throw new TypeError('more calls than the limits allow');
    }
    if (!this.#offered.has(tool)) {
      const failure = { name: 'ToolError', message: `no tool ${tool} is offered`, code: 'unknown_tool' };
      this.#process.send(toGuest.failure(number, failure));
      return;
    }
    const argsJson = encodeJson(args, { name: 'args' });
    // In UTF-16 units, which are never more than the bytes that the guest counted.
    if (argsJson.length > argumentBytes) throw new TypeError('arguments are over their limit');
    const controller = new AbortController();
    this.#calls.set(number, controller);
    const answered = this.#request
      .onCall({ id: `hc_${number}`, tool, args, argsJson, line, signal: controller.signal })
      .then((answer) => this.#answer(number, answer));
    this.#answers.add(answered);
    answered.finally(() => this.#answers.delete(answered));
  }

  #answer(number: number, answer: SandboxAnswer): void {
    this.#calls.delete(number);
    if (answer.ok) this.#process.send(toGuest.result(number, answer.json));
    else this.#process.send(toGuest.failure(number, answer.failure));
  }

  /** The ladder: ask, interrupt, interrupt again, kill. */
  #stopBecause(reason: Stop['reason'], message: string): void {
    if (this.#stop !== null) return;
    this.#stop = { reason, message, by: 'interrupt' };
    this.#process.send(toGuest.cancel(this.#number, message));
    for (const controller of this.#calls.values()) controller.abort(abortReason(message));
    const steps: [number, () => void][] = [
      [ASKED_MS, () => this.#process.interrupt()],
      [INTERRUPTED_MS, () => this.#process.interrupt()],
      [INTERRUPTED_MS, () => void this.#process.kill('killed')],
    ];
    const next = (): void => {
      const step = steps.shift();
      if (step === undefined) return;
      this.#ladder = setTimeout(() => {
        step[1]();
        next();
      }, step[0]);
    };
    next();
  }

  #died(end: SandboxEnd): void {
    if (this.#stop !== null && end.reason === 'killed') this.#stop.by = 'kill';
    this.#notes.push(describeSandboxEnd(end));
    this.#finish({ kind: 'died', end });
  }
}

function abortReason(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
