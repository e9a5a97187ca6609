import { randomBytes } from 'node:crypto';
import { encodeJson } from '../../../../protocol/exact-json.ts';
import {
  ackShape,
  type HostCapabilities,
  LONGEST_LINE_BYTES,
} from '../../../../protocol/host/messages.ts';
import {
  type HostMethod,
  type HostParams,
  type HostResults,
  hostResultShapes,
} from '../../../../protocol/host/methods.ts';
import type { Line } from '../line-splitter.ts';
import { readLine } from '../read-line.ts';
import { within } from '../within.ts';
import { HostError } from './host-error.ts';
import { type HostCommand, HostProcess } from './host-process.ts';

type Message = Readonly<Record<string, unknown>>;

interface Waiting {
  method: HostMethod;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** What a host says beside its replies. */
export interface HostListener {
  hostCall(message: Message): void;
  cancelled(reason: string): void;
}

/** How long each step of closing is given, in milliseconds. */
const CLOSE_MS = 6000;
const STEP_MS = 1000;

/** Requests to one host process and the replies to them. */
export class HostConnection {
  readonly #process: HostProcess;
  #listener: HostListener | null = null;
  readonly #waiting = new Map<string, Waiting>();
  /** Replies are told by their ids alone: a program that prints one must not be able to guess it. */
  readonly #idPrefix = randomBytes(12).toString('base64url');
  #next = 1;
  #capabilities: HostCapabilities | null = null;
  #replied = false;
  #end: HostError | null = null;
  #closing: Promise<void> | null = null;

  constructor(command: HostCommand) {
    this.#process = new HostProcess(command, (line) => this.#receive(line));
    this.#process.gone.then((how) => this.#fail(`The host is gone: ${how}; connect to another`));
  }

  listen(listener: HostListener): void {
    this.#listener = listener;
  }

  /** What the host told it can do; empty where it told nothing. */
  get capabilities(): HostCapabilities {
    return this.#capabilities ?? {};
  }

  /** Resolves with how the process ended. */
  get gone(): Promise<string> {
    return this.#process.gone;
  }

  /** Rejects with HostError, or with CausewayError `value_too_large` before anything is sent. */
  async request<M extends HostMethod>(method: M, params: HostParams[M]): Promise<HostResults[M]> {
    if (this.#end !== null) throw this.#end;
    const id = `${this.#idPrefix}-${this.#next++}`;
    const line = encodeJson(
      { id, method, params },
      { name: `the request ${method}`, maxBytes: LONGEST_LINE_BYTES },
    );
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve: resolve as Waiting['resolve'], reject });
      this.#process.write(line);
    });
  }

  /** Sends a line that is no request. */
  send(line: string): void {
    this.#process.write(line);
  }

  /** Ends the host: asked, then without input, then by signals. Bounded; may be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Ends the host at once. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await within(STEP_MS, this.#process.gone);
    this.#fail('The session was closed; open another');
  }

  async #close(): Promise<void> {
    const closed = this.request('close', {});
    // Nothing more is asked of a host that is about to go.
    this.#end ??= new HostError('host_gone', 'The session was closed; open another');
    await within(CLOSE_MS, Promise.race([closed, this.#process.gone]));
    this.#process.endInput();
    await within(STEP_MS, this.#process.gone);
    this.#process.kill('SIGTERM');
    await within(STEP_MS, this.#process.gone);
    await this.kill();
  }

  #receive(line: Line): void {
    if (line === 'too long') {
      // It may have been a reply: nobody can tell which request waits in vain.
      const longest = LONGEST_LINE_BYTES.toLocaleString('en');
      this.#fail(`The host sent a line of more than ${longest} bytes; connect to another`);
      this.#process.kill('SIGKILL');
      return;
    }
    const content = readLine(line);
    // Whatever else stands in a line, as logs do, is none of ours.
    if (content.kind === 'object') this.#take(content.message);
    else if (content.kind === 'fault' && content.readable !== null) {
      this.#waitingFor(content.readable)?.reject(
        new HostError('host_protocol', `The reply of the host cannot be read: ${content.fault}`),
      );
    }
  }

  #take(message: Message): void {
    switch (message.type) {
      case undefined:
        this.#takeReply(message);
        return;
      case 'ack':
        // The first line of a host; one that comes later is somebody else's word.
        if (this.#replied || this.#capabilities !== null || ackShape(message, '') !== null) return;
        this.#capabilities = Object.freeze({ ...(message.capabilities as object) });
        return;
      case 'host_call':
        this.#listener?.hostCall(message);
        return;
      case 'cancel':
        this.#listener?.cancelled(
          typeof message.reason === 'string' ? message.reason : 'the host gave no reason',
        );
        return;
    }
  }

  #takeReply(message: Message): void {
    const { ok, result, error } = message;
    if (typeof ok !== 'boolean') return;
    const waiting = this.#waitingFor(message);
    if (waiting === undefined) return;
    this.#replied = true;
    const { method } = waiting;
    if (!ok) {
      const told = typeof error === 'string' ? error : `${method} failed; the host gave no reason`;
      waiting.reject(new HostError('host_refused', told));
      return;
    }
    const fault = hostResultShapes[method](result, 'result');
    if (fault === null) waiting.resolve(result);
    else waiting.reject(new HostError('host_protocol', `The host replied to ${method}: ${fault}`));
  }

  #waitingFor({ id }: Message): Waiting | undefined {
    const waiting = typeof id === 'string' ? this.#waiting.get(id) : undefined;
    if (waiting !== undefined) this.#waiting.delete(id as string);
    return waiting;
  }

  #fail(message: string): void {
    this.#end ??= new HostError('host_gone', message);
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }
}
