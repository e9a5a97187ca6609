import { AsyncLocalStorage } from 'node:async_hooks';
import type { Limits } from '../../protocol/limits.ts';
import {
  type CallFailure,
  type GuestMessage,
  HTTP_CALL,
  toGuest,
} from '../common/guest-messages.ts';
import { type AbortName, CallUnderWay } from './call-under-way.ts';
import type { EvaluationRequest, SandboxAnswer } from './evaluation.ts';

/** Queues a message for the guest; `taken` is called when it has left for the sandbox process. */
export type SendToGuest = (message: string, taken?: () => void) => void;

/** Names are shown in answers; a longer one is no name. */
const SHOWN_NAME = 100;
/** How much longer a number can be in JavaScript's spelling than in another: `9e20` and its digits. */
const LONGER_SPELLING = 8;

/**
 * The calls of one run on the host's side. The guest holds to the limits by itself, so a guest that
 * does not was tampered with: that is a TypeError, which ends the session.
 */
export class CallsUnderWay {
  readonly #limits: Limits;
  readonly #request: EvaluationRequest;
  readonly #offered: Set<string>;
  readonly #send: SendToGuest;
  readonly #underWay = new Map<number, CallUnderWay>();
  /** Calls arrive on a socket; tools run in the async context of whoever started the run. */
  readonly #inCallersContext = AsyncLocalStorage.snapshot();
  #last = 0;
  #made = 0;
  /** Calls whose answer has not left yet: one that nobody reads stays under way. */
  #open = 0;
  #settled: (() => void) | undefined;

  constructor(request: EvaluationRequest, send: SendToGuest) {
    this.#limits = request.limits;
    this.#request = request;
    this.#offered = new Set(request.offers.map(({ name }) => name));
    if (request.network === true) this.#offered.add(HTTP_CALL);
    this.#send = send;
  }

  /** `batchBytes`: size of the batch that the call came with. */
  begin(message: GuestMessage & { kind: 'call' }, batchBytes: number): void {
    const { number, tool } = message;
    if (number <= this.#last) throw new TypeError('a call number was used twice');
    this.#last = number;
    this.#made += 1;
    this.#open += 1;
    const { calls, callsInFlight, argumentBytes } = this.#limits;
    // The guest may have read an answer before the system tells us that it has left.
    const tooMany = this.#underWay.size >= callsInFlight || this.#open > 2 * callsInFlight;
    if (this.#made > calls || tooMany) {
      throw new TypeError('more calls than the limits allow');
    }
    if (!this.#offered.has(tool)) {
      const told = `no tool ${tool.slice(0, SHOWN_NAME)} is offered`;
      this.#answer(number, refusal('ToolError', 'unknown_tool', told));
      return;
    }
    const call = new CallUnderWay(message);
    // Numbers can be longer as JavaScript spells them: an honest program may get here.
    if (batchBytes * LONGER_SPELLING > argumentBytes) {
      if (Buffer.byteLength(call.argsJson) > argumentBytes) {
        const told = `the arguments of ${tool} are larger than limit argumentBytes (${argumentBytes})`;
        this.#answer(number, refusal('LimitError', 'arguments_too_large', told));
        return;
      }
    }
    this.#underWay.set(number, call);
    const answer = this.#inCallersContext(() => this.#request.onCall(call));
    if ('ok' in answer) this.#end(number, answer);
    else answer.then((late) => this.#end(number, late));
  }

  abort(number: number, message: string, name: AbortName = 'AbortError'): void {
    this.#underWay.get(number)?.abort(message, name);
  }

  abortAll(message: string, name?: AbortName): void {
    for (const number of [...this.#underWay.keys()]) this.abort(number, message, name);
  }

  /** Resolves when every handler has answered. */
  async settled(): Promise<void> {
    if (this.#underWay.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#settled = resolve;
    });
  }

  #end(number: number, answer: SandboxAnswer): void {
    this.#underWay.delete(number);
    this.#answer(number, answer);
    if (this.#underWay.size === 0) this.#settled?.();
  }

  #answer(number: number, answer: SandboxAnswer): void {
    const message = answer.ok
      ? toGuest.result(number, answer.json)
      : toGuest.failure(number, answer.failure);
    this.#send(message, this.#taken);
  }

  readonly #taken = (): void => {
    this.#open -= 1;
  };
}

function refusal(name: string, code: string, message: string): SandboxAnswer {
  const failure: CallFailure = { name, message, code };
  return { ok: false, failure };
}
