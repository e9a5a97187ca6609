import { createHash } from 'node:crypto';
import { capturePathNames } from '../capture-path.ts';
import type { Capture, CaptureFault, CaptureRequest } from '../files.ts';
import { HostError } from '../host-error.ts';
import type { LineFrame } from './frame-reader.ts';
import { HelperLink } from './helper-link.ts';
import type { RemoteMachine } from './remote-machine.ts';

/** Reading a few hundred kilobytes takes no longer, on a slow disk either. */
const SILENCE_MS = 60_000;

/**
 * Takes a copy of a file of a machine as `Host.capture` says. What arrives is compared with the
 * SHA-256 that the machine computed; `root` must have no link in it.
 */
export async function captureRemote(
  machine: RemoteMachine,
  request: CaptureRequest,
): Promise<Capture> {
  const names = capturePathNames(request.path);
  if (typeof names === 'string') return { ok: false, fault: 'outside', reason: names };
  const { signal } = request;
  if (signal?.aborted) throw calledOff(request);
  const all = [...request.root.split('/').filter((name) => name !== ''), ...names];
  const link = await HelperLink.open({
    ...machine,
    program: 'capture',
    args: [String(request.maxBytes), ...all],
    ...(signal ? { signal } : {}),
  });
  const stop = (): void => link.close();
  signal?.addEventListener('abort', stop);
  try {
    return await receive(link, request, all);
  } finally {
    signal?.removeEventListener('abort', stop);
    link.close();
  }
}

async function receive(
  link: HelperLink,
  request: CaptureRequest,
  names: readonly string[],
): Promise<Capture> {
  const hash = createHash('sha256');
  let size = 0;
  for (;;) {
    const frame = await link.next(SILENCE_MS);
    if (request.signal?.aborted) throw calledOff(request);
    if (!frame) throw await broken(link, request);
    if (frame.type === 'body') {
      if (frame.at !== size) throw damaged(request);
      size += frame.bytes.length;
      hash.update(frame.bytes);
      await request.write(frame.bytes);
    } else if (frame.word === 'E') {
      const sha256 = hash.digest('hex');
      const [theirSize, theirs, stable] = frame.rest;
      if (theirSize !== String(size) || theirs !== sha256) throw damaged(request);
      return { ok: true, size, sha256, stable: stable === '1' };
    } else if (frame.word === 'F') {
      return refusal(frame, request, names);
    }
  }
}

const reasons: Readonly<Record<CaptureFault, (name: string, maxBytes: number) => string>> = {
  not_found: (name) => `${name} is not there.`,
  not_regular: (name) => `${name} is not a regular file.`,
  symbolic_link: (name) => `${name} is a symbolic link.`,
  hard_link: () => 'It has another name: a hard link.',
  outside: (name) => `${name} is outside of the folder.`,
  too_large: (_, maxBytes) => `It is too large; at most ${maxBytes} bytes are taken.`,
  no_permission: (name) => `The user over there may not read ${name}.`,
  changed_path: () => 'It was moved or replaced while it was being read.',
};

function refusal(
  { rest: [word = '', at = '-1'] }: LineFrame,
  { path, maxBytes }: CaptureRequest,
  names: readonly string[],
): Capture {
  const name = JSON.stringify(names[Number(at)] ?? path);
  if (Object.hasOwn(reasons, word)) {
    const fault = word as CaptureFault;
    return { ok: false, fault, reason: reasons[fault](name, maxBytes) };
  }
  const shown = JSON.stringify(path);
  if (word === 'no_disk') {
    throw new HostError(
      'no_disk',
      `Cannot capture ${shown}: the machine's temporary folder is full. Free some space there.`,
    );
  }
  throw new HostError('io_failed', `Cannot capture ${shown}: the machine can't read it.`);
}

function damaged({ path }: CaptureRequest): HostError {
  const text = `${JSON.stringify(path)} arrived with other bytes than were sent; try again.`;
  return new HostError('checksum_mismatch', text);
}

function calledOff({ path }: CaptureRequest): HostError {
  return new HostError('aborted', `Capturing ${JSON.stringify(path)} was called off.`);
}

async function broken(link: HelperLink, { path }: CaptureRequest): Promise<HostError> {
  const words = link.complaint || `exit code ${(await link.exitCode()) ?? 'unknown'}`;
  return new HostError(
    'host_unreachable',
    `The connection broke while ${JSON.stringify(path)} was captured (${words}); try again.`,
  );
}
