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
  /** How much must be there before there is something to do: a header, or a whole frame. */
  #needed = HEADER_BYTES;

  constructor(maxBytes: (kind: number) => number) {
    this.#maxBytes = maxBytes;
  }

  /** Frames completed by `chunk`, in order. Payloads may share memory with the chunk. */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: Frame[] = [];
    if (this.#buffered < this.#needed) return frames;
    const bytes = this.#chunks.length === 1 ? chunk : join(this.#chunks, this.#buffered);
    let at = 0;
    this.#needed = HEADER_BYTES;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = word(bytes, at);
      const kind = word(bytes, at + 4);
      const most = this.#maxBytes(kind);
      if (length > most) {
        throw new RangeError(`A frame of ${length} bytes is over the ${most} allowed`);
      }
      const end = at + HEADER_BYTES + length;
      if (end > bytes.length) {
        this.#needed = HEADER_BYTES + length;
        break;
      }
      frames.push({ kind, payload: bytes.subarray(at + HEADER_BYTES, end) });
      at = end;
    }
    this.#buffered = bytes.length - at;
    this.#chunks = this.#buffered === 0 ? [] : [bytes.subarray(at)];
    return frames;
  }
}

/** The u32 at an offset, little-endian. */
function word(bytes: Uint8Array, at: number): number {
  const high = (bytes[at + 3] ?? 0) * 2 ** 24;
  return high + (((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0));
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}
