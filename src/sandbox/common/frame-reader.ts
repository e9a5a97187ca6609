import { HEADER_BYTES } from './frames.ts';

export interface Frame {
  kind: number;
  payload: Uint8Array;
}

/** Cuts a byte stream into frames, whatever the chunks; a frame above its kind's bound is an error. */
export class FrameReader {
  readonly #maxBytes: (kind: number) => number;
  #chunks: Uint8Array[] = [];
  #buffered = 0;

  constructor(maxBytes: (kind: number) => number) {
    this.#maxBytes = maxBytes;
  }

  /** Frames completed by `chunk`, in order. Payloads may share memory with the chunk. */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: Frame[] = [];
    while (this.#buffered >= HEADER_BYTES) {
      const head = this.#gather(HEADER_BYTES);
      const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
      const length = view.getUint32(0, true);
      const kind = view.getUint32(4, true);
      const most = this.#maxBytes(kind);
      if (length > most) {
        throw new RangeError(`A frame of ${length} bytes is over the ${most} allowed`);
      }
      if (this.#buffered < HEADER_BYTES + length) break;
      const whole = this.#gather(HEADER_BYTES + length);
      frames.push({ kind, payload: whole.subarray(HEADER_BYTES, HEADER_BYTES + length) });
      this.#drop(HEADER_BYTES + length);
    }
    return frames;
  }

  /** Makes the first `size` bytes contiguous in the first chunk. */
  #gather(size: number): Uint8Array {
    const first = this.#chunks[0] as Uint8Array;
    if (first.length >= size) return first;
    const joined = new Uint8Array(this.#buffered);
    let offset = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, offset);
      offset += chunk.length;
    }
    this.#chunks = [joined];
    return joined;
  }

  #drop(size: number): void {
    const first = this.#chunks[0] as Uint8Array;
    this.#buffered -= size;
    if (first.length === size) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(size);
  }
}
