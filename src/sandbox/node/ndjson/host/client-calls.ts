import { show } from '../../../../protocol/events/describe-fault.ts';
import { encodeJson } from '../../../../protocol/exact-json.ts';
import type { HostCall, HostCallAnswer } from '../../host-calls.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Notices } from './notices.ts';

/** Answers to calls that were given up are expected; more of them than this are not remembered. */
const MOST_REMEMBERED = 10_000;

const NOBODY: HostCallAnswer = {
  ok: false,
  error: 'ToolError',
  message: 'the client has ended the session and answers no more calls',
};

/** The tool calls of programs, on their way to the client and back. */
export class ClientCalls {
  readonly #writer: LineWriter;
  readonly #notices: Notices;
  readonly #waiting = new Map<string, (answer: HostCallAnswer) => void>();
  /** Calls that nobody waits for any more and that the client has not answered yet. */
  readonly #givenUp = new Set<string>();
  /** Counts over all sessions of the host: an answer to an old call never fits a later one. */
  #last = 0;
  #stopTold = false;
  #clientEnded = false;

  constructor(writer: LineWriter, notices: Notices) {
    this.#writer = writer;
    this.#notices = notices;
  }

  /** Sends a call to the client; resolves with its answer, or never when the call is given up. */
  ask({ tool, args }: HostCall, signal: AbortSignal): Promise<HostCallAnswer> {
    if (this.#clientEnded) return Promise.resolve(NOBODY);
    // Given up before it was sent: nobody needs to hear of it.
    if (signal.aborted) return new Promise(() => {});
    this.#last += 1;
    const id = `hc_${this.#last}`;
    const message = { type: 'host_call', id, tool, args };
    this.#writer.write(encodeJson(message, { name: 'host_call' }));
    signal.addEventListener('abort', () => this.#onAbort(id, signal.reason), { once: true });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** Takes a `host_call_result`; one that fits no waiting call is told and changes nothing. */
  settle(message: Readonly<Record<string, unknown>>): void {
    const { id = null } = message;
    const resolve = typeof id === 'string' ? this.#waiting.get(id) : undefined;
    if (typeof id === 'string' && resolve !== undefined) {
      this.#waiting.delete(id);
      resolve(readAnswer(message));
    } else if (typeof id !== 'string' || !this.#givenUp.delete(id)) {
      const its = `its id is ${show(id).slice(0, 80)}`;
      this.#notices.tell('a host_call_result is for no call that waits', its);
    }
  }

  /** The client sends nothing more: calls fail that wait for it, and those to come. */
  clientEnded(): void {
    this.#clientEnded = true;
    for (const resolve of this.#waiting.values()) resolve(NOBODY);
    this.#waiting.clear();
  }

  /** The program has ended: whatever still waits is over. */
  programEnded(): void {
    for (const id of [...this.#waiting.keys()]) this.#giveUp(id);
    this.#stopTold = false;
  }

  #onAbort(id: string, reason: unknown): void {
    if (!this.#giveUp(id)) return;
    // A program that gives up one call may still wait for others; a line of this kind ends them all.
    const { name, message } = Object(reason) as { name?: unknown; message?: unknown };
    if (name !== 'TimeoutError' || this.#stopTold) return;
    this.#stopTold = true;
    this.#writer.write(JSON.stringify({ type: 'cancel', reason: String(message) }));
  }

  /** Whether the call was waiting. */
  #giveUp(id: string): boolean {
    if (!this.#waiting.delete(id)) return false;
    this.#givenUp.add(id);
    const [oldest] = this.#givenUp;
    if (this.#givenUp.size > MOST_REMEMBERED && oldest !== undefined) this.#givenUp.delete(oldest);
    return true;
  }
}

/** An answer as the session takes it. One that says neither yes nor no is a failure that says so. */
function readAnswer(message: Readonly<Record<string, unknown>>): HostCallAnswer {
  const { ok, value = null, error, message: told, code } = message;
  if (ok === true) return { ok, value };
  if (ok !== false) {
    const fault = 'the answer to the call has no ok of true or false';
    return { ok: false, error: 'ToolError', message: fault };
  }
  return {
    ok,
    error: typeof error === 'string' && error !== '' ? error : 'ToolError',
    message: typeof told === 'string' ? told : '',
    ...(typeof code === 'string' && { code }),
  };
}
