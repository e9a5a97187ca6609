import type { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Channel, OpenChannel } from '../ssh/channel.ts';
import { type Frame, FrameReader } from './frame-reader.ts';
import { type HelperKind, helperCommand } from './helper-program.ts';

/** Bytes kept of what a program writes to standard error, to explain why it ended. */
const MAX_COMPLAINT = 2000;

/** What runs which program, with what. */
export interface HelperRequest {
  open: OpenChannel;
  helper: HelperKind;
  /** The file of its interpreter. */
  interpreter?: string;
  program: string;
  args: readonly string[];
  signal?: AbortSignal;
}

/** A helper program that runs on a machine: lines to it, frames from it. */
export class HelperLink {
  readonly #channel: Channel;
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #frames: FrameReader;
  #complaint = '';

  private constructor(channel: Channel, firstLine: string) {
    this.#channel = channel;
    this.#pieces = channel.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#frames = new FrameReader(firstLine);
    // Errors of the streams say that the channel broke, which reading tells as well.
    channel.stdin.on('error', () => undefined);
    channel.stdout.on('error', () => undefined);
    channel.stderr.on('error', () => undefined);
    channel.stderr.on('data', (bytes: Buffer) => {
      this.#complaint = (this.#complaint + bytes.toString()).slice(-MAX_COMPLAINT);
    });
  }

  static async open(request: HelperRequest): Promise<HelperLink> {
    const { open, helper, program, args, interpreter, signal } = request;
    // The program joins the halves: a machine that prints what it was told to run prints no first line.
    const [first, second] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
    const command = helperCommand(helper, program, [first, second, ...args], interpreter);
    const channel = await open(command, signal ? { signal } : {});
    return new HelperLink(channel, first + second);
  }

  /** Whether the program has begun. */
  get begun(): boolean {
    return this.#frames.begun;
  }

  /** The end of what the program wrote to standard error. */
  get complaint(): string {
    return this.#complaint.trim();
  }

  /** How the program ended; undefined when the connection broke, or nobody tells within a second. */
  async exitCode(): Promise<number | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<{ exitCode?: number }>((resolve) => {
      timer = setTimeout(resolve, 1000, {});
    });
    const { exitCode } = await Promise.race([this.#channel.ended, late]);
    clearTimeout(timer);
    return exitCode;
  }

  send(line: string): void {
    if (this.#channel.stdin.writable) this.#channel.stdin.write(`${line}\n`);
  }

  /**
   * The next frame; undefined when the program ended, the connection broke, nothing came for
   * `silenceMs`, or what came is no frame.
   */
  async next(silenceMs: number): Promise<Frame | undefined> {
    try {
      for (;;) {
        const frame = this.#frames.next();
        if (frame) return frame;
        const bytes = await this.#read(silenceMs);
        // Not closed: that would hide the exit code of a program that has just ended.
        if (!bytes) return undefined;
        this.#frames.push(bytes);
      }
    } catch {
      // A broken stream, or bytes that are no frames.
      this.close();
      return undefined;
    }
  }

  /** Lets the program clean up at the end of its input; what is not over by `patienceMs` is closed. */
  end(patienceMs: number): void {
    this.#channel.stdin.end();
    const timer = setTimeout(() => this.close(), patienceMs);
    void this.#channel.ended.then(() => clearTimeout(timer));
  }

  /** Ends the program, which reads an end of file. May be called twice. */
  close(): void {
    this.#channel.destroy();
  }

  async #read(silenceMs: number): Promise<Buffer | undefined> {
    const next = this.#pieces.next();
    const timer = setTimeout(() => {
      // Bytes may be waiting behind a blocked event loop: they are looked at first.
      setImmediate(() => setImmediate(() => silent && this.close()));
    }, silenceMs);
    let silent = true;
    try {
      const { value, done } = await next;
      return done ? undefined : value;
    } finally {
      silent = false;
      clearTimeout(timer);
    }
  }
}
