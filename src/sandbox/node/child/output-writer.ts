import { FRAME } from '../../common/frames.ts';
import type { Channel } from './channel.ts';

type OutputKind = typeof FRAME.stdout | typeof FRAME.stderr;

/** In one window this many writes go out one by one; what follows is gathered. */
const DIRECT_WRITES = 32;
const WINDOW_MS = 10;
const GATHER_BYTES = 32 * 1024;
/** Longest piece in one frame: the host reads the next one while Python goes on. */
const PIECE_BYTES = 64 * 1024;

/**
 * Sends what a program prints when it prints it, and gathers only when it prints a great deal at
 * once. `flushIfDue` is called from the interpreter's own check points, so gathered text does not
 * wait for a long loop to end.
 */
export class OutputWriter {
  readonly #channel: Channel;
  #limit = 0;
  #refuses = false;
  #written = { [FRAME.stdout]: 0, [FRAME.stderr]: 0 };
  #dropped = 0;
  #windowStart = 0;
  #writesInWindow = 0;
  #pendingKind: OutputKind = FRAME.stdout;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /**
   * Starts counting anew: a run may write `limit` bytes to its streams together, and the rest is
   * dropped. With `refuses` it may write so many to each, and the rest is not taken.
   */
  begin(limit: number, refuses: boolean): void {
    this.flush();
    this.#limit = limit;
    this.#refuses = refuses;
    this.#written = { [FRAME.stdout]: 0, [FRAME.stderr]: 0 };
    this.#dropped = 0;
  }

  /**
   * Takes bytes that the program wrote and returns how many. The view is only valid during the call.
   */
  write(kind: OutputKind, bytes: Uint8Array): number {
    const kept = this.#keep(kind, bytes);
    if (kept === bytes.length) return kept;
    this.#dropped += bytes.length - kept;
    return this.#refuses ? kept : bytes.length;
  }

  #keep(kind: OutputKind, bytes: Uint8Array): number {
    const written = this.#written;
    const counted = this.#refuses ? written[kind] : written[FRAME.stdout] + written[FRAME.stderr];
    const kept = Math.min(Math.max(0, this.#limit - counted), bytes.length);
    written[kind] += kept;
    if (kept === 0) return 0;
    const part = bytes.subarray(0, kept);
    const now = performance.now();
    if (now - this.#windowStart > WINDOW_MS) {
      this.#windowStart = now;
      this.#writesInWindow = 0;
    }
    this.#writesInWindow += 1;
    if (this.#pendingBytes > 0 && this.#pendingKind !== kind) this.flush();
    if (this.#writesInWindow <= DIRECT_WRITES || kept > GATHER_BYTES) {
      this.flush();
      for (let at = 0; at < kept; at += PIECE_BYTES) {
        this.#channel.write(kind, part.subarray(at, at + PIECE_BYTES));
      }
      return kept;
    }
    this.#pendingKind = kind;
    this.#pending.push(part.slice());
    this.#pendingBytes += kept;
    if (this.#pendingBytes >= GATHER_BYTES) this.flush();
    return kept;
  }

  flushIfDue(): void {
    if (this.#pendingBytes > 0 && performance.now() - this.#windowStart > WINDOW_MS) this.flush();
  }

  flush(): void {
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#channel.write(this.#pendingKind, bytes);
  }

  /** Bytes that did not fit since `begin`; reading resets it. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}
