import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, interceptors, request } from 'undici';
import type { DownloadOptions, DownloadResult } from '../download.ts';
import {
  DOWNLOAD_BYTES,
  DOWNLOAD_RETRIES,
  pauseBeforeTry,
  SILENCE_SECONDS,
  shownUrl,
} from '../download-rules.ts';
import { fileError, systemCode } from '../file-error.ts';
import { HostError } from '../host-error.ts';
import { NewFile } from './new-file.ts';

const REDIRECTS = 5;
/** Answers that may be others next time. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What may go better next time. */
class PassingFault extends Error {}

/** Downloads to a file of this machine as `Host.download` says. Makes missing folders. */
export async function downloadFile(
  url: string,
  target: string,
  options: DownloadOptions = {},
): Promise<DownloadResult> {
  const { retries = DOWNLOAD_RETRIES, signal } = options;
  const from = parseUrl(url);
  const agent = new Agent({
    connect: { timeout: 10_000 },
    headersTimeout: SILENCE_SECONDS * 1000,
    bodyTimeout: SILENCE_SECONDS * 1000,
  });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: REDIRECTS }));
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        return await downloadOnce(from, target, dispatcher, options);
      } catch (error) {
        if (signal?.aborted)
          throw new HostError('aborted', `${shownUrl(from.href)} was called off.`);
        if (!(error instanceof PassingFault)) throw error;
        if (tries > retries) throw failed(from, `${error.message} (tried ${tries} times)`);
        await sleep(pauseBeforeTry(tries), undefined, { signal }).catch(() => {});
      }
    }
  } catch (error) {
    throw fileError(error, 'write', target);
  } finally {
    await agent.destroy();
  }
}

async function downloadOnce(
  from: URL,
  target: string,
  dispatcher: Dispatcher,
  { sha256, maxBytes = DOWNLOAD_BYTES, onProgress, signal }: DownloadOptions,
): Promise<DownloadResult> {
  const answer = await request(from, { dispatcher, signal: signal ?? null }).catch(passing);
  const { statusCode, body, headers } = answer;
  // Destroying what is not read to its end is told here too.
  body.on('error', () => {});
  if (statusCode !== 200) {
    body.destroy();
    const reason = `the server answered ${statusCode}`;
    throw PASSING.has(statusCode) ? new PassingFault(reason) : failed(from, reason);
  }
  const length = Number(headers['content-length'] ?? Number.NaN);
  const total = Number.isSafeInteger(length) ? { totalBytes: length } : {};
  if (length > maxBytes) throw tooLarge(body, from, length, maxBytes);
  await using file = await NewFile.create(target);
  const hash = createHash('sha256');
  let size = 0;
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (;;) {
    const { done, value: piece } = await pieces.next().catch(passing);
    if (done) break;
    size += piece.length;
    if (size > maxBytes) throw tooLarge(body, from, size, maxBytes);
    hash.update(piece);
    await file.handle.writeFile(piece);
    onProgress?.({ bytes: size, ...total });
  }
  const digest = hash.digest('hex');
  if (sha256 !== undefined && digest !== sha256.toLowerCase()) {
    const found = `${shownUrl(from.href)} has the SHA-256 ${digest}, not ${sha256}`;
    throw new HostError('checksum_mismatch', `${found}; nothing was written.`);
  }
  await file.place();
  return { size, sha256: digest };
}

function parseUrl(url: string): URL {
  const from = URL.parse(url);
  if (from?.protocol === 'https:' || from?.protocol === 'http:') return from;
  throw new HostError('download_failed', 'Only http: and https: URLs can be downloaded.');
}

function passing(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new PassingFault([reason, systemCode(error)].filter(Boolean).join(', '));
}

function tooLarge(body: { destroy(): void }, from: URL, size: number, maxBytes: number): HostError {
  body.destroy();
  const has = `${shownUrl(from.href)} has ${size} bytes or more`;
  return new HostError('file_too_large', `${has}; at most ${maxBytes} are taken. Raise maxBytes.`);
}

function failed(from: URL, reason: string): HostError {
  return new HostError('download_failed', `Cannot download ${shownUrl(from.href)}: ${reason}.`);
}
