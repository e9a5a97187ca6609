import type { Buffer } from 'node:buffer';
import type { FollowBatch, FollowedLine, FollowPosition } from '../follower.ts';
import { LineFramer } from './line-framer.ts';
import { type DigestRange, PrefixMark } from './prefix-mark.ts';

/** Default of `FollowOptions.maxLineBytes`: no keyword line comes near it. */
const MAX_LINE_BYTES = 1_048_576;

/**
 * The reading side of a followed file, whatever brings its bytes: makes lines of them, and knows the
 * place, the generation, and what was read.
 */
export class FollowedText {
  readonly #maxLineBytes: number;
  #generation: number;
  #framer: LineFramer;
  #mark: PrefixMark;

  constructor(maxLineBytes: number = MAX_LINE_BYTES, from?: FollowPosition) {
    this.#maxLineBytes = maxLineBytes;
    this.#generation = from?.generation ?? 1;
    this.#framer = new LineFramer(maxLineBytes, from?.offset ?? 0);
    this.#mark = new PrefixMark(from?.offset ?? 0, from?.mark);
  }

  get generation(): number {
    return this.#generation;
  }

  /** The place behind all bytes that were taken: where to read on. */
  get offset(): number {
    return this.#framer.offset;
  }

  /** The place behind the last complete line. */
  get lineEnd(): number {
    return this.#framer.lineEnd;
  }

  /** Takes the bytes at `offset`; gives the lines that they complete, if any. */
  take(bytes: Buffer): FollowBatch | undefined {
    const lines = this.#framer.push(bytes);
    const complete = lines.length > 0 ? bytes.lastIndexOf(0x0a) + 1 : 0;
    this.#mark.add(bytes.subarray(0, complete), bytes.subarray(complete));
    return lines.length > 0 ? this.#batch(lines) : undefined;
  }

  /** Gives the line without an end that is left over, if any, and goes on behind it. */
  rest(): FollowBatch | undefined {
    const line = this.#framer.rest();
    if (!line) return undefined;
    this.#mark.keepRest();
    return this.#batch([line]);
  }

  /** Whether a file begins with the lines that were read, and one was. */
  async isSame(digestRange: DigestRange): Promise<boolean> {
    if (this.lineEnd === 0) return this.offset === 0;
    return await this.#mark.matches(this.lineEnd, digestRange);
  }

  /** Goes on behind the last complete line; what was taken behind it is forgotten. */
  rewind(): void {
    this.#framer = new LineFramer(this.#maxLineBytes, this.lineEnd);
    this.#mark.rewind();
  }

  /** Begins at byte 0 of a file that is not the one that was read. */
  restart(change: 'truncated' | 'replaced' | 'rewritten'): FollowBatch {
    this.#generation += 1;
    this.#framer = new LineFramer(this.#maxLineBytes, 0);
    this.#mark = new PrefixMark(0, undefined);
    return { type: 'disturbed', change, generation: this.#generation };
  }

  #batch(lines: FollowedLine[]): FollowBatch {
    const { generation, lineEnd: offset } = this;
    const place = (): FollowPosition => this.#positionAt(generation, offset);
    let position: FollowPosition | undefined;
    return {
      type: 'lines',
      generation,
      lines,
      get position() {
        position ??= place();
        return position;
      },
    };
  }

  /** A mark takes longer than all the rest of a line: it is made for those who ask, as long as it can. */
  #positionAt(generation: number, offset: number): FollowPosition {
    const isLast = generation === this.#generation && offset === this.lineEnd;
    const mark = isLast ? this.#mark.at(offset) : undefined;
    return { generation, offset, ...(mark !== undefined && { mark }) };
  }
}
