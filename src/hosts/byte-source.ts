import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileError } from './file-error.ts';
import type { ByteSource } from './files.ts';
import { HostError } from './host-error.ts';

const { O_RDONLY, O_NONBLOCK } = constants;
const READ_BYTES = 262_144;

/** What is to be copied. */
export interface OpenedSource {
  /** Absent for a stream. */
  readonly totalBytes?: number;
  /** SHA-256 in hexadecimal, found without using the source up; undefined for a stream. */
  digest(): Promise<string | undefined>;
  /** The bytes in order; for a stream only once. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** Looks at what is to be copied. Rejects with `not_found` and the like for a path of this machine. */
export async function openSource(source: ByteSource): Promise<OpenedSource> {
  if (source instanceof Uint8Array) return sourceOf(source.length, () => [source]);
  if (!('path' in source)) return { digest: async () => undefined, pieces: () => source };
  return sourceOf(await sizeOf(source.path), () => readPieces(source.path));
}

function sourceOf(
  totalBytes: number,
  read: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): OpenedSource {
  const pieces = async function* (): AsyncGenerator<Uint8Array, void, void> {
    yield* read();
  };
  return { totalBytes, pieces, digest: () => digestOf(pieces()) };
}

/** SHA-256 of pieces, in hexadecimal. */
export async function digestOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** Reads a regular file of this machine from its beginning; each piece is a buffer of its own. */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array, void, void> {
  try {
    // Opening a FIFO must not wait for a writer.
    await using handle = await open(path, O_RDONLY | O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw notRegular(path);
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), {
        position: null,
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    await using handle = await open(path, O_RDONLY | O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) throw notRegular(path);
    return stats.size;
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

function notRegular(path: string): HostError {
  return new HostError(
    'unsafe_path',
    `Cannot read ${JSON.stringify(path)}: it is no regular file.`,
  );
}
