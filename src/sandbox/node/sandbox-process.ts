import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Limits } from '../../protocol/limits.ts';
import { FrameReader } from '../common/frame-reader.ts';
import {
  encodeFrame,
  FRAME,
  type FrameKind,
  HEADER_BYTES,
  type RunBegins,
  unpackJsonAndBytes,
} from '../common/frames.ts';
import { type GuestMessage, parseGuestBatch } from '../common/guest-messages.ts';
import { CONTROL_BYTE } from './child/config.ts';
import { FileRequests } from './file-requests.ts';
import { batchBytes, batchValues, frameBytes } from './frame-bounds.ts';
import { type LaunchOptions, launch } from './launch.ts';
import { failureOf, ProcessLife } from './process-life.ts';
import {
  type EndReason,
  isEndReason,
  SandboxDied,
  type SandboxEnd,
  SandboxStartError,
} from './sandbox-end.ts';

/** What a sandbox process tells whoever uses it. */
export interface SandboxListener {
  /** `tickOver`: the guest waits now; what it said is complete. `bytes`: size of the batch. */
  messages(messages: readonly GuestMessage[], tickOver: boolean, bytes: number): void;
  output(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** So many bytes of output were dropped over the limit. */
  outputCut(bytes: number): void;
  ended(end: SandboxEnd): void;
}

/** One running sandbox process: frames in and out, its files, its end. */
export class SandboxProcess {
  readonly #life: ProcessLife;
  readonly #protocol: Duplex;
  readonly #control: Duplex;
  readonly #reader: FrameReader;
  readonly files: FileRequests;
  #listener: SandboxListener | null = null;
  #onImage: ((piece: Uint8Array) => void) | null = null;
  /** Those of the sandbox, then of the run under way. */
  #limits: Limits;
  #outgoing: string[] = [];
  #taken: (() => void)[] = [];
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  /** Resolves when the interpreter is restored, the gate locked and the limits are in place. */
  static async start(options: LaunchOptions & { limits: Limits }): Promise<SandboxProcess> {
    const child = launch(options);
    if (child.pid === undefined) throw new SandboxStartError(await failureOf(child));
    const started = new SandboxProcess(child, options.limits);
    await started.#life.begin(options.launcher, options.config.residentBytes);
    return started;
  }

  private constructor(child: ChildProcess, limits: Limits) {
    this.#protocol = child.stdio[3] as Duplex;
    this.#control = child.stdio[4] as unknown as Duplex;
    this.#limits = limits;
    this.#reader = new FrameReader((kind) => frameBytes(kind, this.#limits));
    this.files = new FileRequests((payload) => this.#write(FRAME.fileRequest, payload));
    this.#life = new ProcessLife(child, (end) => {
      this.files.fail(end);
      this.#listener?.ended(end);
    });
    this.#protocol.on('data', (chunk: Uint8Array) => this.#read(chunk));
    this.#control.on('data', (bytes: Uint8Array) => {
      if (bytes.includes(CONTROL_BYTE.memory)) this.#life.finish('memory', '');
      if (bytes.includes(CONTROL_BYTE.workerDied))
        this.#life.finish('internal', this.#life.internalDetail('its thread died'));
    });
    // A dying process resets its sockets; that it ended is told by its exit.
    for (const stream of [this.#protocol, this.#control]) stream.on('error', () => {});
  }

  get end(): SandboxEnd | null {
    return this.#life.end;
  }

  /** Whether the kernel's limits on files and processes are in force. */
  get resourceLimits(): boolean {
    return this.#life.resourceLimits;
  }

  listen(listener: SandboxListener): void {
    this.#listener = listener;
    if (this.end !== null) listener.ended(this.end);
  }

  /**
   * Queues a message for the guest; messages of one turn of the event loop share a batch. `taken` is
   * called when the batch has left: a guest that does not read keeps it waiting.
   */
  send(message: string, taken?: () => void): void {
    if (taken !== undefined) this.#taken.push(taken);
    if (this.#outgoing.push(message) === 1) process.nextTick(() => this.#flush());
  }

  /** Sends an empty batch: the guest looks at its timers. */
  wake(): void {
    if (this.#outgoing.length === 0) this.#write(FRAME.batch, Buffer.from('[]'));
  }

  runBegins(limits: Limits, asProcess = false): void {
    // Files are the session's: their bound does not change with a run.
    this.#limits = { ...limits, diskBytes: this.#limits.diskBytes };
    const { outputBytes } = limits;
    const begins: RunBegins = { outputBytes, batchBytes: batchBytes(limits), asProcess };
    this.#write(FRAME.runBegins, Buffer.from(JSON.stringify(begins)));
  }

  /**
   * Has a process that was started to make an image send it: this interpreter and the files at
   * `paths`. Resolves when `write` has had all of it; what that throws ends the process and rejects.
   * Nothing may be under way.
   */
  takeImage(paths: readonly string[], write: (piece: Uint8Array) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onImage = (piece) => {
        if (piece.length === 0) return resolve();
        try {
          write(piece);
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      this.listen({
        messages() {},
        output() {},
        outputCut() {},
        ended: (end) => reject(new SandboxDied(end)),
      });
      this.#write(FRAME.takeImage, Buffer.from(JSON.stringify({ paths })));
    });
  }

  /** What the run that has begun reads from its standard input. */
  input(bytes: Uint8Array): void {
    this.#write(FRAME.input, bytes);
  }

  /** Raises KeyboardInterrupt in Python, wherever it is. */
  interrupt(): void {
    if (this.end === null) this.#control.write(Buffer.from([CONTROL_BYTE.interrupt]));
  }

  /** Ends the process at once; resolves when it is gone, in bounded time. */
  async kill(reason: EndReason, detail = ''): Promise<void> {
    await this.#life.kill(reason, detail);
  }

  #flush(): void {
    const batch = `[${this.#outgoing.join(',')}]`;
    const taken = this.#taken;
    this.#outgoing = [];
    this.#taken = [];
    const bytes = Buffer.byteLength(batch);
    const frame = Buffer.allocUnsafe(HEADER_BYTES + bytes);
    frame.writeUInt32LE(bytes, 0);
    frame.writeUInt32LE(FRAME.batch, 4);
    frame.write(batch, HEADER_BYTES);
    this.#writeFrame(frame, () => {
      for (const call of taken) call();
    });
  }

  #write(kind: FrameKind, payload: Uint8Array): void {
    this.#writeFrame(encodeFrame(kind, payload));
  }

  #writeFrame(frame: Uint8Array, written?: () => void): void {
    if (this.end === null) this.#protocol.write(frame, written);
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
      case FRAME.batch:
      case FRAME.partial: {
        const messages = parseGuestBatch(this.#decoder.decode(payload), batchValues(this.#limits));
        this.#listener?.messages(messages, kind === FRAME.batch, payload.length);
        return;
      }
      case FRAME.stdout:
      case FRAME.stderr:
        this.#listener?.output(kind === FRAME.stdout ? 'stdout' : 'stderr', payload);
        return;
      case FRAME.outputCut:
        this.#listener?.outputCut(Number(fields(payload).dropped));
        return;
      case FRAME.fileReply:
        this.files.receive(unpackJsonAndBytes(payload));
        return;
      case FRAME.ready:
        this.#life.ready();
        return;
      case FRAME.image:
        if (this.#onImage === null) throw new TypeError('an image that nobody asked for');
        this.#onImage(payload);
        return;
      case FRAME.fault: {
        const { reason, detail } = fields(payload);
        this.#life.finish(isEndReason(reason) ? reason : 'internal', String(detail).slice(0, 2000));
        return;
      }
      default:
        throw new TypeError(`a frame is of no known kind (${kind})`);
    }
  }
}

function fields(payload: Uint8Array): Record<string, unknown> {
  return Object(JSON.parse(new TextDecoder().decode(payload.subarray(0, 10_000))));
}
