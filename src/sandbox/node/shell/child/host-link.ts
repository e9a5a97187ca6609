import type { Socket } from 'node:net';
import { FrameReader } from '../../../common/frame-reader.ts';
import { encodeFrame, packJsonAndBytes, unpackJsonAndBytes } from '../../../common/frames.ts';
import { SHELL_FRAME, SHELL_JSON_BYTES, type ShellOrder, type ShellRequest } from '../messages.ts';

export interface HostReply {
  facts: Record<string, unknown>;
  bytes: Uint8Array;
}

/** A request that the host could not fulfil; `code` is a system error's name, where there is one. */
export class HostError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  resolve(reply: HostReply): void;
  reject(error: Error): void;
}

/** Above this many unsent bytes, writers wait. */
const MOST_UNSENT = 1024 * 1024;
const EMPTY = new Uint8Array();

/** The shell process's one way out: questions to the host and its answers, output, orders. */
export class HostLink {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #closed = false;
  onRun: (order: ShellOrder) => void = () => {};
  onStop: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    // The host is trusted; what it sends has bounds of its own.
    const reader = new FrameReader(() => 0xffffffff);
    socket.on('data', (chunk: Uint8Array) => {
      for (const { kind, payload } of reader.push(chunk)) this.#receive(kind, payload);
    });
  }

  /** Rejects with HostError. An aborted signal tells the host that nobody needs the answer. */
  ask(request: ShellRequest, bytes: Uint8Array = EMPTY, signal?: AbortSignal): Promise<HostReply> {
    if (this.#closed) return Promise.reject(new HostError('ECANCELED', 'the run was stopped'));
    if (!fits(request)) return Promise.reject(new HostError('E2BIG', 'Argument list too long'));
    const id = this.#next++;
    const giveUp = (): void => this.tell(SHELL_FRAME.giveUp, { id });
    return new Promise<HostReply>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.write(SHELL_FRAME.request, packJsonAndBytes({ ...request, id }, bytes));
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted) giveUp();
    }).finally(() => signal?.removeEventListener('abort', giveUp));
  }

  /** From here on until `open`, questions are refused at once. */
  close(): void {
    this.#closed = true;
  }

  open(): void {
    this.#closed = false;
  }

  tell(kind: number, json: object): void {
    this.write(kind, Buffer.from(JSON.stringify(json)));
  }

  write(kind: number, payload: Uint8Array): void {
    this.#socket.write(encodeFrame(kind, payload));
  }

  /** Resolves when the host has taken most of what was written. */
  async drained(): Promise<void> {
    if (this.#socket.writableLength < MOST_UNSENT) return;
    await new Promise<void>((resolve) => this.#socket.once('drain', resolve));
  }

  #receive(kind: number, payload: Uint8Array): void {
    if (kind === SHELL_FRAME.reply) this.#settle(payload);
    else if (kind === SHELL_FRAME.stop) this.onStop();
    else if (kind === SHELL_FRAME.run) {
      this.onRun(JSON.parse(new TextDecoder().decode(payload)) as ShellOrder);
    }
  }

  #settle(payload: Uint8Array): void {
    const { json, bytes } = unpackJsonAndBytes(payload);
    const { id, ok, code, message, ...facts } = json as Record<string, unknown>;
    const waiting = this.#waiting.get(id as number);
    this.#waiting.delete(id as number);
    if (ok === true) waiting?.resolve({ facts, bytes });
    else waiting?.reject(new HostError(String(code), String(message)));
  }
}

/** Whether the host would take a message of this size from a shell in order. */
export function fits(json: object): boolean {
  return Buffer.byteLength(JSON.stringify(json)) < SHELL_JSON_BYTES - 100;
}
