import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { capturePathNames } from '../capture-path.ts';
import { fileError, systemCode } from '../file-error.ts';
import type { Capture, CaptureRequest } from '../files.ts';
import { HostError } from '../host-error.ts';
import { CaptureRefusal, PinnedFile } from './pinned-file.ts';
import { portableCapture } from './portable-capture.ts';

const READ_BYTES = 262_144;
/** An agent that replaces a file by a rename may do so just when it is opened. */
const OPENINGS = 3;

/**
 * Takes a copy of a file of this machine as `Host.capture` says. The file is opened at the call;
 * `write` may take its time. `root` must have no link in it.
 */
export async function captureFile(request: CaptureRequest): Promise<Capture> {
  const names = capturePathNames(request.path);
  if (typeof names === 'string') return { ok: false, fault: 'outside', reason: names };
  if (!existsSync('/proc/self/fd')) return await portableCapture(request);
  try {
    const folder = request.root.split('/').filter((name) => name !== '');
    const file = await openChecked([...folder, ...names]);
    try {
      return await copy(file, request);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CaptureRefusal) {
      return { ok: false, fault: error.fault, reason: error.message };
    }
    throw systemCode(error) ? fileError(error, 'capture', request.path) : error;
  }
}

async function openChecked(names: readonly string[]): Promise<PinnedFile> {
  for (let openings = 1; ; openings += 1) {
    const file = await PinnedFile.open(names);
    try {
      await file.checkBefore();
      return file;
    } catch (error) {
      await file.close();
      const again = error instanceof CaptureRefusal && error.fault === 'changed_path';
      if (!again || openings === OPENINGS) throw error;
    }
  }
}

async function copy(file: PinnedFile, request: CaptureRequest): Promise<Capture> {
  const { maxBytes, write, signal } = request;
  const before = await file.stats();
  if (before.size > maxBytes) throw tooLarge(before.size, maxBytes);
  const hash = createHash('sha256');
  let size = 0;
  for (;;) {
    if (signal?.aborted)
      throw new HostError('aborted', `Capturing ${request.path} was called off.`);
    const wanted = Math.min(READ_BYTES, maxBytes + 1 - size, Number(before.size) + 1);
    const { bytesRead, buffer } = await file.handle.read(Buffer.allocUnsafe(wanted), {
      position: size,
    });
    if (bytesRead === 0) break;
    size += bytesRead;
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    await write(piece);
  }
  const after = await file.checkAfter();
  const stable =
    before.size === BigInt(size) &&
    after.size === before.size &&
    after.mtimeNs === before.mtimeNs &&
    // Taking the last name away changes it too, and nothing in the file.
    (after.nlink === 0n || after.ctimeNs === before.ctimeNs);
  return { ok: true, size, sha256: hash.digest('hex'), stable };
}

function tooLarge(size: number | bigint, maxBytes: number): CaptureRefusal {
  return new CaptureRefusal(
    'too_large',
    `It has ${size} bytes or more; at most ${maxBytes} are taken.`,
  );
}
