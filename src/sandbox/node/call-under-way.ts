import { encodeJson } from '../../protocol/exact-json.ts';
import type { GuestMessage } from '../common/guest-messages.ts';
import type { SandboxCall } from './evaluation.ts';

/** As the platform names them: a handler can tell a run whose time is up from one given up. */
export type AbortName = 'AbortError' | 'TimeoutError';

/** One call of a run. What only some tools ask for is made when they do. */
export class CallUnderWay implements SandboxCall {
  readonly number: number;
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly line: number;
  #argsJson: string | undefined;
  #controller: AbortController | undefined;
  #abortedBecause: unknown;
  #onAbort: (() => void) | undefined;

  constructor({ number, tool, args, line }: GuestMessage & { kind: 'call' }) {
    this.number = number;
    this.tool = tool;
    this.args = args;
    this.line = line;
  }

  get id(): string {
    return `hc_${this.number}`;
  }

  get argsJson(): string {
    this.#argsJson ??= encodeJson(this.args, { name: 'args' });
    return this.#argsJson;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortedBecause !== undefined) this.#controller.abort(this.#abortedBecause);
    }
    return this.#controller.signal;
  }

  onAbort(listener: () => void): void {
    this.#onAbort = listener;
    // A handler can have its own run cancelled before it returns.
    if (this.#abortedBecause !== undefined) listener();
  }

  abort(message: string, name: AbortName): void {
    this.#abortedBecause = new DOMException(message, name);
    this.#controller?.abort(this.#abortedBecause);
    this.#onAbort?.();
  }
}
