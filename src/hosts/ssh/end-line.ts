/**
 * Takes the line that tells the end out of a stream of bytes: a line end, the mark, a blank, a word and
 * a line end. What comes before is output, exactly; what comes after belongs to nobody.
 */
export class EndLine {
  readonly #wanted: Buffer;
  #held = Buffer.alloc(0);
  #word: string | undefined;

  constructor(mark: string) {
    this.#wanted = Buffer.from(`\n${mark} `);
  }

  /** What the line said, once it was read. */
  get word(): string | undefined {
    return this.#word;
  }

  /** Takes the next bytes; returns those that are output for certain. */
  push(piece: Uint8Array): Buffer {
    if (this.#word !== undefined) return Buffer.alloc(0);
    const bytes = Buffer.concat([this.#held, piece]);
    const start = bytes.indexOf(this.#wanted);
    if (start >= 0) {
      const end = bytes.indexOf('\n', start + this.#wanted.length);
      this.#held = bytes.subarray(start);
      if (end >= 0) this.#word = bytes.subarray(start + this.#wanted.length, end).toString();
      return bytes.subarray(0, start);
    }
    const sure = this.#firstUnsure(bytes);
    this.#held = bytes.subarray(sure);
    return bytes.subarray(0, sure);
  }

  /** What was held back, where no end line came: that is output too. */
  rest(): Buffer {
    return this.#word === undefined ? this.#held : Buffer.alloc(0);
  }

  /** Where the line could begin that goes on in the next bytes. */
  #firstUnsure(bytes: Buffer): number {
    const from = Math.max(0, bytes.length - this.#wanted.length + 1);
    for (let at = bytes.indexOf('\n', from); at >= 0; at = bytes.indexOf('\n', at + 1)) {
      if (this.#wanted.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at;
    }
    return bytes.length;
  }
}
