import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { FrameReader } from '../../common/frame-reader.ts';
import { encodeFrame, packJsonAndBytes, unpackJsonAndBytes } from '../../common/frames.ts';
import { CONTROL_BYTE } from '../child/config.ts';
import type { Launcher } from '../launcher.ts';
import { failureOf, ProcessLife } from '../process-life.ts';
import { type EndReason, type SandboxEnd, SandboxStartError } from '../sandbox-end.ts';
import { launchShell } from './launch-shell.ts';
import {
  SHELL_FILE_BYTES,
  SHELL_FRAME,
  SHELL_JSON_BYTES,
  type ShellEnd,
  type ShellOrder,
  type ShellRequest,
} from './messages.ts';
import { parseShellEnd, parseShellRequest } from './parse-messages.ts';
import { shellRuntime } from './shell-runtime.ts';

/** What a shell process tells whoever runs a command line in it. */
export interface ShellListener {
  request(id: number, request: ShellRequest, bytes: Uint8Array): void;
  /** The shell has no use for an answer any more. */
  giveUp(id: number): void;
  output(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** So many bytes of output were dropped over the limit. */
  outputCut(bytes: number): void;
  ended(end: ShellEnd): void;
  died(end: SandboxEnd): void;
}

/** Resident memory at which a shell process is ended; an idle one takes 110 MiB. */
export const SHELL_RESIDENT_BYTES: number = 512 * 1024 * 1024;
/** Requests, and bytes that came with them, after which the next are left unread for a while. */
const MOST_WAITING = 256;
const MOST_WAITING_BYTES: number = SHELL_FILE_BYTES;
/** Largest frame from a shell: a file, and what is said of it. */
const FRAME_BYTES: number = SHELL_FILE_BYTES + SHELL_JSON_BYTES + 4;

/** One running shell process: frames in and out, and its end. */
export class ShellProcess {
  readonly #life: ProcessLife;
  readonly #protocol: Duplex;
  readonly #reader: FrameReader = new FrameReader(() => FRAME_BYTES);
  readonly #waiting = new Map<number, number>();
  #waitingBytes = 0;
  #listener: ShellListener | null = null;

  /**
   * Resolves when the library is loaded, rights are given up and the limits are in place; an abort
   * meanwhile ends the process and rejects.
   */
  static async start(
    launcher: Launcher,
    network: boolean,
    signal: AbortSignal,
  ): Promise<ShellProcess> {
    signal.throwIfAborted();
    const { libraryFile, folders, mainFile } = shellRuntime();
    const config = { libraryFile, network, residentBytes: SHELL_RESIDENT_BYTES };
    const child = launchShell({ view: { folders, mainFile }, launcher, config });
    if (child.pid === undefined) throw new SandboxStartError(await failureOf(child));
    const started = new ShellProcess(child);
    const onAbort = (): void => started.#life.finish('closed', '');
    signal.addEventListener('abort', onAbort, { once: true });
    await started.#life
      .begin(launcher, SHELL_RESIDENT_BYTES)
      .finally(() => signal.removeEventListener('abort', onAbort));
    return started;
  }

  private constructor(child: ChildProcess) {
    this.#protocol = child.stdio[3] as Duplex;
    const control = child.stdio[4] as unknown as Duplex;
    this.#life = new ProcessLife(child, (end) => this.#listener?.died(end));
    this.#protocol.on('data', (chunk: Uint8Array) => this.#read(chunk));
    control.on('data', (bytes: Uint8Array) => {
      if (bytes.includes(CONTROL_BYTE.memory)) this.#life.finish('memory', '');
      if (bytes.includes(CONTROL_BYTE.workerDied))
        this.#life.finish('internal', this.#life.internalDetail('its thread died'));
    });
    // A dying process resets its sockets; that it ended is told by its exit.
    for (const stream of [this.#protocol, control]) stream.on('error', () => {});
  }

  get end(): SandboxEnd | null {
    return this.#life.end;
  }

  /** Null: nobody runs anything; what the shell then asks for is refused. */
  listen(listener: ShellListener | null): void {
    this.#listener = listener;
    if (this.end !== null) listener?.died(this.end);
  }

  run(order: ShellOrder): void {
    this.#write(SHELL_FRAME.run, Buffer.from(JSON.stringify(order)));
  }

  /** Asks the shell to end what it runs. */
  stop(): void {
    this.#write(SHELL_FRAME.stop, new Uint8Array());
  }

  answer(id: number, facts: object, bytes: Uint8Array = new Uint8Array()): void {
    this.#reply(id, { ...facts, id, ok: true }, bytes);
  }

  refuse(id: number, code: string, message: string): void {
    this.#reply(id, { id, ok: false, code, message }, new Uint8Array());
  }

  async kill(reason: EndReason): Promise<void> {
    await this.#life.kill(reason);
  }

  #reply(id: number, json: object, bytes: Uint8Array): void {
    const held = this.#waiting.get(id);
    if (held === undefined) return;
    this.#waiting.delete(id);
    this.#waitingBytes -= held;
    this.#write(SHELL_FRAME.reply, packJsonAndBytes(json, bytes));
    if (this.#protocol.isPaused() && !this.#isFull()) this.#protocol.resume();
  }

  #isFull(): boolean {
    return this.#waiting.size >= MOST_WAITING || this.#waitingBytes >= MOST_WAITING_BYTES;
  }

  #write(kind: number, payload: Uint8Array): void {
    if (this.end === null) this.#protocol.write(encodeFrame(kind, payload));
  }

  #read(chunk: Uint8Array): void {
    if (this.end !== null) return;
    try {
      for (const { kind, payload } of this.#reader.push(chunk)) {
        this.#receive(kind, payload);
        if (this.end !== null) return;
      }
    } catch (error) {
      this.#life.finish('protocol', (error as Error).message);
    }
  }

  #receive(kind: number, payload: Uint8Array): void {
    switch (kind) {
      case SHELL_FRAME.ready:
        this.#life.ready();
        return;
      case SHELL_FRAME.request:
        this.#request(payload);
        return;
      case SHELL_FRAME.giveUp:
        this.#listener?.giveUp(Number(jsonOf(payload).id));
        return;
      case SHELL_FRAME.stdout:
      case SHELL_FRAME.stderr:
        this.#listener?.output(kind === SHELL_FRAME.stdout ? 'stdout' : 'stderr', payload);
        return;
      case SHELL_FRAME.outputCut:
        this.#listener?.outputCut(Number(jsonOf(payload).dropped));
        return;
      case SHELL_FRAME.ended:
        this.#listener?.ended(parseShellEnd(jsonOf(payload)));
        return;
      default:
        throw new TypeError(`a frame is of no known kind (${kind})`);
    }
  }

  #request(payload: Uint8Array): void {
    const { length } = payload;
    const view = new DataView(payload.buffer, payload.byteOffset, length);
    // Parsed, a message takes many times its size.
    if (view.getUint32(0, true) > SHELL_JSON_BYTES) throw new RangeError('a message is too large');
    const { json, bytes } = unpackJsonAndBytes(payload);
    const { id, request } = parseShellRequest(json);
    if (this.#waiting.has(id)) throw new TypeError('a request number was used twice');
    this.#waiting.set(id, bytes.length);
    this.#waitingBytes += bytes.length;
    if (this.#isFull()) this.#protocol.pause();
    if (this.#listener === null) this.refuse(id, 'ECANCELED', 'the run is over');
    else this.#listener.request(id, request, bytes);
  }
}

function jsonOf(payload: Uint8Array): Record<string, unknown> {
  if (payload.length > SHELL_JSON_BYTES) throw new RangeError('a message is too large');
  return Object(JSON.parse(new TextDecoder().decode(payload))) as Record<string, unknown>;
}
