import { pipeline } from 'node:stream/promises';
import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
} from 'node:zlib';

/** A body that is larger than asked for, on the wire or decoded. */
export class BodyTooLarge extends Error {}

/** Encodings in a row: one is usual, each more multiplies what a small answer can grow to. */
const MOST_ENCODINGS = 3;

/**
 * The names in a Content-Encoding header, in the order to undo them. Undefined when one of them is
 * not known: the body then stays as it is.
 */
export function decodersOf(contentEncoding: string): readonly string[] | undefined {
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-/, ''))
    .filter((name) => name !== '' && name !== 'identity');
  const known = names.every((name) => name === 'gzip' || name === 'deflate' || name === 'br');
  return known && names.length <= MOST_ENCODINGS ? names.reverse() : undefined;
}

/**
 * Reads a body to its end and undoes its encodings. What comes in and what each step gives is held to
 * `maxBytes` on the way, so that little becomes much nowhere.
 */
export async function readBody(
  body: AsyncIterable<Buffer>,
  decoders: readonly string[],
  maxBytes: number,
): Promise<Uint8Array> {
  let source: AsyncIterable<Buffer> = bounded(body, maxBytes);
  for (const name of decoders) source = bounded(decode(source, name), maxBytes);
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* bounded(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLarge();
    yield chunk;
  }
}

async function* decode(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  // An empty body has nothing to decode, whatever its header says.
  if (first.done === true) return;
  const decoder = makeDecoder(name, first.value);
  const all = async function* (): AsyncGenerator<Buffer> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  // What goes wrong on the way in comes out at the other end.
  pipeline(all, decoder).catch(() => {});
  yield* decoder as AsyncIterable<Buffer>;
}

function makeDecoder(name: string, start: Buffer): Gunzip | BrotliDecompress {
  if (name === 'br') return createBrotliDecompress();
  if (name === 'gzip') return createGunzip();
  // Some servers leave out the header that `deflate` should have; its first half-byte tells.
  return ((start[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
}
