import { Buffer } from 'node:buffer';

/** As many as a program sends again before what is new. */
const KEPT = 64;

/** The last bytes that were read of a file: a change of them tells that it was written anew. */
export class SeenTail {
  #bytes: Buffer = Buffer.alloc(0);

  add(bytes: Buffer): void {
    this.#bytes = Buffer.from(Buffer.concat([this.#bytes, bytes.subarray(-KEPT)]).subarray(-KEPT));
  }

  clear(): void {
    this.#bytes = Buffer.alloc(0);
  }

  /** Whether bytes of the file from `at` on are those that were read; `end` is where they end. */
  agrees(bytes: Buffer, at: number, end: number): boolean {
    const begin = end - this.#bytes.length;
    const from = Math.max(begin, at);
    const to = Math.min(end, at + bytes.length);
    if (to <= from) return true;
    return bytes
      .subarray(from - at, to - at)
      .equals(this.#bytes.subarray(from - begin, to - begin));
  }
}
