/**
 * Frames between the host process and the sandbox process: an eight-byte header (payload length as
 * u32 little-endian, kind as u8, three zero bytes), then the payload. The trusted worker writes
 * every header, so nothing a program prints or sends can begin a frame of another kind.
 */
export const FRAME = {
  /** Both ways: a JSON array of messages, from or to the guest's Python. */
  batch: 1,
  /** To the host: bytes written to stdout. */
  stdout: 2,
  /** To the host: bytes written to stderr. */
  stderr: 3,
  /** To the host: answer to a file request: u32 length of JSON, JSON, raw bytes. */
  fileReply: 4,
  /** To the host: JSON `{reason, detail}`; the interpreter is gone. */
  fault: 5,
  /** To the sandbox: file request: u32 length of JSON, JSON, raw bytes. */
  fileRequest: 6,
  /** To the sandbox: a run begins; JSON `{outputBytes, batchBytes}`. */
  runBegins: 7,
  /** To the host: JSON `{outputDropped}`; sent when a run's output was cut. */
  outputCut: 8,
  /** To the host: the interpreter is restored and the import gate is locked. */
  ready: 9,
  /** To the host: a batch that another one follows, sent before the guest's tick is over. */
  partial: 10,
  /**
   * To the sandbox, only where packages are put into an image: JSON `{paths}`, the files that belong
   * to it. The answer is the image in pieces, an empty one last.
   */
  takeImage: 11,
  /** To the host: a piece of the image that was asked for. */
  image: 12,
  /** To the sandbox: bytes of standard input for the run that has begun. */
  input: 13,
} as const;

/** Payload of `runBegins`. */
export interface RunBegins {
  /** Bytes the run may write to its streams. */
  outputBytes: number;
  /** Largest batch it may send in the middle of a tick. */
  batchBytes: number;
  /**
   * The run is to look like a process of its own: writing more than it may fails instead of being
   * dropped, and descriptors that it opens, closes or duplicates are as before when it has ended.
   */
  asProcess?: boolean;
}

/** Largest piece of an image. */
export const IMAGE_PIECE_BYTES: number = 1024 * 1024;

export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

export const HEADER_BYTES = 8;

export function writeHeader(target: DataView, offset: number, kind: number, length: number): void {
  target.setUint32(offset, length, true);
  target.setUint32(offset + 4, kind, true);
}

export function encodeFrame(kind: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  writeHeader(new DataView(frame.buffer), 0, kind, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** JSON beside raw bytes in one payload: u32 little-endian length of the JSON, JSON, bytes. */
export function packJsonAndBytes(json: unknown, bytes: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const packed = new Uint8Array(4 + text.length + bytes.length);
  new DataView(packed.buffer).setUint32(0, text.length, true);
  packed.set(text, 4);
  packed.set(bytes, 4 + text.length);
  return packed;
}

/** Throws a RangeError or SyntaxError on anything that `packJsonAndBytes` did not make. */
export function unpackJsonAndBytes(packed: Uint8Array): { json: unknown; bytes: Uint8Array } {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const length = view.getUint32(0, true);
  if (4 + length > packed.length) throw new RangeError('JSON length goes beyond the payload');
  const text = new TextDecoder().decode(packed.subarray(4, 4 + length));
  return { json: JSON.parse(text), bytes: packed.subarray(4 + length) };
}
