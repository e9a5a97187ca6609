import { Buffer } from 'node:buffer';

/** A line of a helper program, cut at its blanks. */
export interface LineFrame {
  type: 'line';
  word: string;
  rest: readonly string[];
}

/** A piece of a body; a body may come in several. */
export interface BodyFrame {
  type: 'body';
  /** Where the piece begins, counted as the line before the body does. */
  at: number;
  bytes: Buffer;
}

export type Frame = LineFrame | BodyFrame;

/** Longer lines are none of ours. */
const MAX_LINE = 4096;
/** What a machine may say before the program begins: messages of the day, banners, debug output. */
const MAX_NOISE = 1_048_576;

/** Makes frames of the bytes that a helper program sends, from its first line on. */
export class FrameReader {
  readonly #mark: Buffer;
  #begun = false;
  #noise = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #bodyAt = 0;
  #bodyLeft = 0;

  /** `firstLine` is what the program begins with; whatever stands before it is dropped. */
  constructor(firstLine: string) {
    this.#mark = Buffer.from(`${firstLine}\n`);
  }

  /** Whether the program's first line was read. */
  get begun(): boolean {
    return this.#begun;
  }

  push(bytes: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
  }

  /** The next frame; undefined until more bytes come. Throws when the bytes are no frames. */
  next(): Frame | undefined {
    if (!this.#begun && !this.#begin()) return undefined;
    if (this.#bodyLeft > 0) return this.#body();
    const end = this.#buffer.indexOf(0x0a);
    if (end === -1) {
      if (this.#buffer.length > MAX_LINE) throw new Error('a line of a helper program has no end');
      return undefined;
    }
    const [word = '', ...rest] = this.#buffer.toString('utf8', 0, end).split(' ');
    this.#buffer = this.#buffer.subarray(end + 1);
    if (word === 'D') {
      this.#bodyAt = count(rest[0]);
      this.#bodyLeft = count(rest[1]);
    }
    return { type: 'line', word, rest };
  }

  #begin(): boolean {
    const at = this.#buffer.indexOf(this.#mark);
    if (at !== -1) {
      this.#begun = true;
      this.#buffer = this.#buffer.subarray(at + this.#mark.length);
      return true;
    }
    const dropped = Math.max(0, this.#buffer.length - this.#mark.length);
    this.#noise += dropped;
    this.#buffer = this.#buffer.subarray(dropped);
    if (this.#noise > MAX_NOISE) throw new Error('the machine writes before the program begins');
    return false;
  }

  #body(): BodyFrame | undefined {
    if (this.#buffer.length === 0) return undefined;
    const bytes = this.#buffer.subarray(0, this.#bodyLeft);
    const frame: BodyFrame = { type: 'body', at: this.#bodyAt, bytes };
    this.#buffer = this.#buffer.subarray(bytes.length);
    this.#bodyAt += bytes.length;
    this.#bodyLeft -= bytes.length;
    return frame;
  }
}

function count(word: string | undefined): number {
  if (word === undefined || !/^\d{1,15}$/.test(word)) {
    throw new Error(`a helper program sent ${JSON.stringify(word)} for a count of bytes`);
  }
  return Number(word);
}
