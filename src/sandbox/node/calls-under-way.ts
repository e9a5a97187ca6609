import { AsyncLocalStorage } from 'node:async_hooks';
import { encodeJson } from '../../protocol/exact-json.ts';
import type { Limits } from '../../protocol/limits.ts';
import {
  type CallFailure,
  type GuestMessage,
  HTTP_CALL,
  toGuest,
} from '../common/guest-messages.ts';
import type { EvaluationRequest, SandboxAnswer } from './evaluation.ts';

/** Queues a message for the guest; `taken` is called when it has left for the sandbox process. */
export type SendToGuest = (message: string, taken?: () => void) => void;

/** As the platform names them: a handler can tell a run whose time is up from one given up. */
type AbortName = 'AbortError' | 'TimeoutError';

/** Names are shown in answers; a longer one is no name. */
const SHOWN_NAME = 100;

/**
 * The calls of one run on the host's side. The guest holds to the limits by itself, so a guest that
 * does not was tampered with: that is a TypeError, which ends the session.
 */
export class CallsUnderWay {
  readonly #limits: Limits;
  readonly #request: EvaluationRequest;
  readonly #offered: Set<string>;
  readonly #send: SendToGuest;
  readonly #controllers = new Map<number, AbortController>();
  readonly #answers = new Set<Promise<void>>();
  /** Calls arrive on a socket; tools run in the async context of whoever started the run. */
  readonly #inCallersContext = AsyncLocalStorage.snapshot();
  #last = 0;
  #made = 0;
  /** Calls whose answer has not left yet: one that nobody reads stays under way. */
  #open = 0;

  constructor(request: EvaluationRequest, send: SendToGuest) {
    this.#limits = request.limits;
    this.#request = request;
    this.#offered = new Set(request.offers.map(({ name }) => name));
    if (request.network === true) this.#offered.add(HTTP_CALL);
    this.#send = send;
  }

  begin({ number, tool, args, line }: GuestMessage & { kind: 'call' }): void {
    if (number <= this.#last) throw new TypeError('a call number was used twice');
    this.#last = number;
    this.#made += 1;
    this.#open += 1;
    const { calls, callsInFlight, argumentBytes } = this.#limits;
    // The guest may have read an answer before the system tells us that it has left.
    const tooMany = this.#controllers.size >= callsInFlight || this.#open > 2 * callsInFlight;
    if (this.#made > calls || tooMany) {
      throw new TypeError('more calls than the limits allow');
    }
    if (!this.#offered.has(tool)) {
      const message = `no tool ${tool.slice(0, SHOWN_NAME)} is offered`;
      this.#answer(number, refusal('ToolError', 'unknown_tool', message));
      return;
    }
    const argsJson = encodeJson(args, { name: 'args' });
    // Numbers can be longer as JavaScript spells them: an honest program may get here.
    if (Buffer.byteLength(argsJson) > argumentBytes) {
      const message = `the arguments of ${tool} are larger than limit argumentBytes (${argumentBytes})`;
      this.#answer(number, refusal('LimitError', 'arguments_too_large', message));
      return;
    }
    const controller = new AbortController();
    this.#controllers.set(number, controller);
    const call = { id: `hc_${number}`, tool, args, argsJson, line, signal: controller.signal };
    const answered = this.#inCallersContext(() => this.#request.onCall(call)).then((answer) => {
      this.#controllers.delete(number);
      this.#answer(number, answer);
      this.#answers.delete(answered);
    });
    this.#answers.add(answered);
  }

  abort(number: number, message: string, name: AbortName = 'AbortError'): void {
    this.#controllers.get(number)?.abort(new DOMException(message, name));
  }

  abortAll(message: string, name?: AbortName): void {
    for (const number of [...this.#controllers.keys()]) this.abort(number, message, name);
  }

  /** Resolves when every handler has answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#answers);
  }

  #answer(number: number, answer: SandboxAnswer): void {
    const message = answer.ok
      ? toGuest.result(number, answer.json)
      : toGuest.failure(number, answer.failure);
    this.#send(message, () => {
      this.#open -= 1;
    });
  }
}

function refusal(name: string, code: string, message: string): SandboxAnswer {
  const failure: CallFailure = { name, message, code };
  return { ok: false, failure };
}
