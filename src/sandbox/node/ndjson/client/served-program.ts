import { AsyncLocalStorage } from 'node:async_hooks';
import { type HostCallMessage, hostCallShape } from '../../../../protocol/host/messages.ts';
import type { Limits } from '../../../../protocol/limits.ts';
import type { CallFailure } from '../../../common/guest-messages.ts';
import type { SandboxAnswer } from '../../evaluation.ts';
import { type HostCallHandler, serveHostCall } from '../../host-calls.ts';

/** The calls of one `runPtc`, served by its handler: each once, and answered once. */
export class ServedProgram {
  readonly #tools: ReadonlySet<string>;
  readonly #handler: HostCallHandler | undefined;
  readonly #limits: Limits;
  readonly #send: (line: string) => void;
  readonly #seen = new Set<string>();
  readonly #controllers = new Set<AbortController>();
  /** Calls arrive on a pipe; handlers run in the async context of whoever started the program. */
  readonly #inCallersContext = AsyncLocalStorage.snapshot();
  #givenUp: string | null = null;
  #over = false;

  constructor(
    tools: readonly string[],
    handler: HostCallHandler | undefined,
    limits: Limits,
    send: (line: string) => void,
  ) {
    this.#tools = new Set(tools);
    this.#handler = handler;
    this.#limits = limits;
    this.#send = send;
  }

  /** `wrap` is put around the handler. */
  async serve(
    message: Readonly<Record<string, unknown>>,
    wrap: (handle: () => Promise<SandboxAnswer>) => Promise<SandboxAnswer>,
  ): Promise<void> {
    const { id } = message;
    // A call that comes twice is one call; one without an id cannot be answered.
    if (this.#over || typeof id !== 'string' || this.#seen.has(id)) return;
    this.#seen.add(id);
    const refusal = this.#refusal(message);
    if (refusal !== null) {
      this.#send(answerLine(id, refusal));
      return;
    }
    const { tool, args } = message as unknown as HostCallMessage;
    const controller = new AbortController();
    this.#controllers.add(controller);
    const { signal } = controller;
    const answer = await this.#inCallersContext(() =>
      wrap(async () => serveHostCall({ id, tool, args, signal }, this.#limits, this.#handler)),
    );
    this.#controllers.delete(controller);
    if (!this.#over) this.#send(answerLine(id, answer));
  }

  /** Aborts the handlers; calls that still come are answered as cancelled. */
  giveUp(reason: string): void {
    this.#givenUp ??= reason;
    for (const controller of this.#controllers) {
      controller.abort(new DOMException(reason, 'AbortError'));
    }
  }

  /** The program has ended: nothing is answered any more. */
  end(): void {
    this.#over = true;
    this.giveUp('the run ended');
  }

  #refusal(message: Readonly<Record<string, unknown>>): SandboxAnswer | null {
    const fault = hostCallShape(message, 'the host_call');
    if (fault !== null) return failure(fault);
    const { tool } = message as unknown as HostCallMessage;
    if (!this.#tools.has(tool)) {
      return failure(`no tool ${tool.slice(0, 100)} is offered`, 'unknown_tool');
    }
    return this.#givenUp === null ? null : failure(this.#givenUp, 'call_cancelled');
  }
}

/** The answer to a call that comes while no program is under way; null for what has no id. */
export function refusalLine({ id }: Readonly<Record<string, unknown>>): string | null {
  return typeof id === 'string' ? answerLine(id, failure('no program is under way')) : null;
}

function answerLine(id: string, answer: SandboxAnswer): string {
  const head = `{"type":"host_call_result","id":${JSON.stringify(id)}`;
  if (answer.ok) return `${head},"ok":true,"value":${answer.json}}`;
  const { name: error, message, code } = answer.failure;
  return `${head},"ok":false,${JSON.stringify({ error, message, code }).slice(1)}`;
}

function failure(message: string, code?: string): SandboxAnswer {
  const told: CallFailure = { name: 'ToolError', message, code };
  return { ok: false, failure: told };
}
