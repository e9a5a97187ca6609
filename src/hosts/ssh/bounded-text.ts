import { StringDecoder } from 'node:string_decoder';

/** Keeps the first bytes of a stream, and remembers that there were more. */
export class BoundedText {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  push(piece: Buffer): void {
    const room = this.#limit - this.#size;
    if (piece.length > room) this.#truncated = true;
    if (room <= 0) return;
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    this.#pieces.push(kept);
    this.#size += kept.length;
  }

  /** Decoded as UTF-8, bytes that are none as U+FFFD; a character that the limit cut is left out. */
  toString(): string {
    const bytes = Buffer.concat(this.#pieces);
    return this.#truncated ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8');
  }
}
