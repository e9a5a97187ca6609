import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Reads a stream to its end and keeps its first bytes. */
export class BoundedBytes {
  /** Bytes that were read. */
  total = 0;
  ended = false;
  /** Resolves when the stream has ended. */
  readonly end: Promise<void>;
  readonly #stream: Readable | null;
  readonly #limit: number;
  readonly #kept: Uint8Array[] = [];
  #keptBytes = 0;

  constructor(stream: Readable | null, limit: number) {
    this.#stream = stream;
    this.#limit = limit;
    stream?.on('data', (piece: Buffer) => this.#take(piece));
    stream?.on('error', () => {});
    this.end = new Promise((resolve) => {
      const finish = (): void => {
        this.ended = true;
        resolve();
      };
      if (stream === null) finish();
      else stream.once('close', finish);
    });
  }

  get dropped(): boolean {
    return this.total > this.#keptBytes;
  }

  /** What was kept, as UTF-8; a character that the limit cut is left out. */
  text(): string {
    const bytes = Buffer.concat(this.#kept);
    return this.dropped ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8');
  }

  destroy(): void {
    this.#stream?.destroy();
  }

  #take(piece: Buffer): void {
    this.total += piece.length;
    const taken = piece.subarray(0, this.#limit - this.#keptBytes);
    if (taken.length === 0) return;
    this.#kept.push(taken);
    this.#keptBytes += taken.length;
  }
}
