import { readSync, writeSync, writevSync } from 'node:fs';
import { type FrameKind, HEADER_BYTES, writeHeader } from '../../common/frames.ts';

/** The protocol descriptor the parent opened; blocking, and owned by the worker alone. */
const PROTOCOL_FD = 3;
const READ_BYTES = 64 * 1024;

export interface InFrame {
  kind: number;
  length: number;
}

/** Blocking frames over one descriptor, straight out of and into memory that the caller names. */
export class Channel {
  readonly #buffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly #header: Buffer = Buffer.alloc(HEADER_BYTES);
  readonly #headerView: DataView = new DataView(this.#header.buffer, this.#header.byteOffset);
  #start = 0;
  #end = 0;

  /** Blocks until the next frame's header is there; null when the parent has gone. */
  nextFrame(): InFrame | null {
    while (this.#end - this.#start < HEADER_BYTES) {
      if (this.#start > 0) {
        this.#buffer.copy(this.#buffer, 0, this.#start, this.#end);
        this.#end -= this.#start;
        this.#start = 0;
      }
      const count = readSync(PROTOCOL_FD, this.#buffer, this.#end, READ_BYTES - this.#end, null);
      if (count === 0) return null;
      this.#end += count;
    }
    const length = this.#buffer.readUInt32LE(this.#start);
    const kind = this.#buffer.readUInt32LE(this.#start + 4);
    this.#start += HEADER_BYTES;
    return { kind, length };
  }

  /** Reads the payload of the frame last announced. */
  readInto(target: Uint8Array): void {
    const have = Math.min(target.length, this.#end - this.#start);
    target.set(this.#buffer.subarray(this.#start, this.#start + have));
    this.#start += have;
    let at = have;
    while (at < target.length) {
      const count = readSync(PROTOCOL_FD, target, at, target.length - at, null);
      if (count === 0) throw new Error('the host process has gone');
      at += count;
    }
  }

  write(kind: FrameKind, payload: Uint8Array): void {
    writeHeader(this.#headerView, 0, kind, payload.length);
    const total = HEADER_BYTES + payload.length;
    let sent = writevSync(PROTOCOL_FD, [this.#header, payload]);
    // A partial write is rare: only a payload larger than the socket's buffer gets here.
    if (sent < HEADER_BYTES) sent += writeSync(PROTOCOL_FD, this.#header, sent);
    while (sent < total) sent += writeSync(PROTOCOL_FD, payload, sent - HEADER_BYTES);
  }
}
