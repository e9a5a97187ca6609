const NEWLINE = 10;

/** `too long`: a line that goes beyond the bound; its bytes are gone. */
export type Line = Uint8Array | 'too long';

/** Cuts a byte stream into lines, whatever the chunks, and holds no more than one line's bound. */
export class LineSplitter {
  readonly #longest: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** Inside a line that was given up: what follows is skipped up to its end. */
  #skipping = false;

  /** `longest`: bytes a line may have, without its end. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Whether the stream stands in the middle of a line. */
  get midLine(): boolean {
    return this.#bytes > 0 || this.#skipping;
  }

  /** Lines completed by `chunk`, without their `\n`; a line that becomes too long is told at once. */
  *push(chunk: Uint8Array): Generator<Line> {
    for (let start = 0; start < chunk.length; ) {
      const found = chunk.indexOf(NEWLINE, start);
      const end = found < 0 ? chunk.length : found;
      if (this.#keep(chunk.subarray(start, end))) yield 'too long';
      if (found >= 0) {
        if (this.#skipping) this.#skipping = false;
        else yield this.#take();
      }
      start = end + 1;
    }
  }

  /** Whether the line has become too long by this part. */
  #keep(part: Uint8Array): boolean {
    if (this.#skipping || part.length === 0) return false;
    this.#bytes += part.length;
    if (this.#bytes <= this.#longest) {
      this.#parts.push(part);
      return false;
    }
    this.#take();
    this.#skipping = true;
    return true;
  }

  #take(): Uint8Array {
    const parts = this.#parts;
    const whole = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    return whole;
  }
}
