import type { Applied } from '../../protocol/events/call.ts';
import type { RegisteredTool } from '../registry.ts';
import type { CallRecorder } from './call-recorder.ts';
import type { CallOutcome, CallRequest, OpenCallInfo } from './call-request.ts';

/** A call from the moment it is asked for until it is answered. */
export class OpenCall {
  readonly request: CallRequest;
  readonly recorder: CallRecorder;
  readonly answer: (outcome: CallOutcome) => void;
  entry: RegisteredTool | undefined;
  /** The arguments as sent. */
  argsText = '{}';
  /** The arguments to execute with, once they have been checked. */
  args: unknown;
  applied: Applied = 'no';
  /** `call.began` has been handed to the journal. */
  began = false;
  /** How the call ended has been decided; whatever comes later is ignored. */
  settled = false;
  /** Ends listening to the request's own signal. */
  unlisten: (() => void) | undefined;
  #controller: AbortController | undefined;
  #abortReason: unknown;

  constructor(
    request: CallRequest,
    recorder: CallRecorder,
    answer: (outcome: CallOutcome) => void,
  ) {
    this.request = request;
    this.recorder = recorder;
    this.answer = answer;
  }

  /** Name for people: as the tool's author wrote it, or as it was asked for. */
  get toolName(): string {
    return this.entry?.name ?? String(this.request.tool).slice(0, 200);
  }

  /** The signal of the call. Most tools never look at it, and making one is not free. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  abort(name: 'AbortError' | 'TimeoutError', message: string): void {
    this.#abortReason = new DOMException(message, name);
    this.#controller?.abort(this.#abortReason);
  }

  info(): OpenCallInfo {
    const { callId, parentCallId, line, road } = this.request;
    return {
      callId,
      ...(parentCallId !== undefined && { parentCallId }),
      tool: this.toolName,
      ...(line !== undefined && Number.isSafeInteger(line) && line > 0 && { line }),
      road,
    };
  }
}
