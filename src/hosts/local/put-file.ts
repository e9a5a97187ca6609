import { createHash } from 'node:crypto';
import { chmod, lstat } from 'node:fs/promises';
import { digestOf, type OpenedSource, openSource, readPieces } from '../byte-source.ts';
import { fileError } from '../file-error.ts';
import type { ByteSource, FetchOptions, PutOptions, PutResult } from '../files.ts';
import { HostError } from '../host-error.ts';
import { NewFile } from './new-file.ts';

/** Default of `FetchOptions.maxBytes`: what fits into memory without a thought. */
const FETCH_BYTES = 67_108_864;

/** Copies to a file of this machine as `Host.put` says. Makes missing folders. */
export async function putFile(
  from: ByteSource,
  target: string,
  options: PutOptions = {},
): Promise<PutResult> {
  const source = await openSource(from);
  try {
    const there = options.skipIfUnchanged ? await fileAt(target, source.totalBytes) : undefined;
    if (there && (await source.digest()) === there.sha256) {
      return await unchanged(target, there, options.mode);
    }
    await using file = await NewFile.create(target, options.mode);
    const written = await write(source, file, options);
    if (there && written.sha256 === there.sha256) {
      return await unchanged(target, written, options.mode);
    }
    await verify(file.path, target, written.sha256);
    await file.place();
    return { transferred: true, ...written };
  } catch (error) {
    throw fileError(error, 'write', target);
  }
}

type Content = Omit<PutResult, 'transferred'>;

async function write(
  source: OpenedSource,
  file: NewFile,
  { onProgress, signal }: PutOptions,
): Promise<Content> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of source.pieces()) {
    refuseAborted(signal);
    hash.update(piece);
    for (let written = 0; written < piece.length; ) {
      written += (await file.handle.write(piece, written)).bytesWritten;
    }
    size += piece.length;
    onProgress?.({ bytes: size, ...total(source.totalBytes) });
  }
  refuseAborted(signal);
  return { size, sha256: hash.digest('hex') };
}

async function verify(written: string, target: string, sha256: string): Promise<void> {
  if ((await digestOf(readPieces(written))) === sha256) return;
  throw new HostError(
    'checksum_mismatch',
    `What arrived for ${JSON.stringify(target)} is not what was sent; nothing was changed there.`,
  );
}

/** The content of a regular file; undefined when it can't be the same as `size` bytes. */
async function fileAt(path: string, size: number | undefined): Promise<Content | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile() || (size !== undefined && stats.size !== size)) return undefined;
  return { size: stats.size, sha256: await digestOf(readPieces(path)) };
}

async function unchanged(target: string, content: Content, mode?: number): Promise<PutResult> {
  if (mode !== undefined) await chmod(target, mode);
  return { transferred: false, ...content };
}

/** Reads a file of this machine as `Host.fetch` says. */
export async function fetchFile(path: string, options: FetchOptions = {}): Promise<Uint8Array> {
  const { maxBytes = FETCH_BYTES, onProgress, signal } = options;
  const { totalBytes = 0, pieces } = await openSource({ path });
  const parts: Uint8Array[] = [];
  let size = 0;
  if (totalBytes > maxBytes) throw tooLarge(path, totalBytes, maxBytes);
  for await (const piece of pieces()) {
    refuseAborted(signal);
    size += piece.length;
    if (size > maxBytes) throw tooLarge(path, size, maxBytes);
    parts.push(piece);
    onProgress?.({ bytes: size, totalBytes });
  }
  return Buffer.concat(parts);
}

function total(totalBytes: number | undefined): { totalBytes?: number } {
  return totalBytes === undefined ? {} : { totalBytes };
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new HostError('aborted', 'The transfer was called off.');
}

function tooLarge(path: string, size: number, maxBytes: number): HostError {
  const has = `${JSON.stringify(path)} has ${size} bytes or more`;
  return new HostError('file_too_large', `${has}; at most ${maxBytes} are read. Raise maxBytes.`);
}
