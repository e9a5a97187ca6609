import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DownloadOptions, DownloadResult } from '../download.ts';
import {
  DOWNLOAD_BYTES,
  DOWNLOAD_RETRIES,
  pauseBeforeTry,
  SILENCE_SECONDS,
  shownUrl,
} from '../download-rules.ts';
import { HostError } from '../host-error.ts';
import { type DownloadFault, downloadFault } from './download-fault.ts';
import type { LineFrame } from './frame-reader.ts';
import { HelperLink } from './helper-link.ts';
import type { HelperKind } from './helper-program.ts';
import type { RemoteMachine } from './remote-machine.ts';

/** How long a program that was called off has to remove what it has begun. */
const CLEAN_UP_MS = 5000;

/** What is tried in turn until the machine has what it needs: curl or wget, then Python. */
const PROGRAMS: readonly HelperKind[] = ['sh', 'python3'];

export interface RemoteDownloadOptions extends DownloadOptions {
  /** Seconds without a byte after which a try ends. Default 60. */
  silenceSeconds?: number;
}

interface Download {
  url: string;
  target: string;
  options: RemoteDownloadOptions;
}

/**
 * Has a machine download a URL to a file, as `Host.download` says. The file appears whole or not at
 * all; a try that broke begins anew. What may go better is tried again: a connection that fails, is
 * cut or falls silent, and the statuses 408, 429 and 500 to 599.
 */
export async function downloadRemote(
  connect: () => Promise<RemoteMachine>,
  url: string,
  target: string,
  options: RemoteDownloadOptions = {},
): Promise<DownloadResult> {
  const download: Download = { url: checkUrl(url), target, options };
  const { retries = DOWNLOAD_RETRIES, signal } = options;
  for (let tries = 0; ; tries += 1) {
    const fault = await tryOnce(connect, download);
    if (!('again' in fault)) return fault;
    if (signal?.aborted) throw calledOff(url);
    if (!fault.again || tries >= retries) throw fault.error;
    await sleep(pauseBeforeTry(tries + 1), undefined, signal ? { signal } : {}).catch(() => {
      throw calledOff(url);
    });
  }
}

/** Only http and https; a URL as the standard writes it has no blank, quote or line end in it. */
function checkUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    const shown = parsed ? `${parsed.protocol}…` : 'this address';
    throw new HostError('download_failed', `Can't download ${shown}: only http and https URLs.`);
  }
  parsed.hash = '';
  return parsed.href.replaceAll('\\', '%5C');
}

async function tryOnce(
  connect: () => Promise<RemoteMachine>,
  download: Download,
): Promise<DownloadResult | DownloadFault> {
  if (download.options.signal?.aborted) throw calledOff(download.url);
  try {
    const { open } = await connect();
    for (const helper of PROGRAMS) {
      const done = await runProgram({ open, helper }, download);
      if (done) return done;
    }
    const text = `Can't download ${shownUrl(download.url)}: the machine has neither curl nor wget nor python3; install curl there.`;
    return { again: false, error: new HostError('program_missing', text) };
  } catch (error) {
    if (download.options.signal?.aborted) throw calledOff(download.url);
    if (!(error instanceof HostError) || error.code !== 'host_unreachable') throw error;
    return { again: true, error };
  }
}

/** One try by one program; undefined when the machine has not what the program needs. */
async function runProgram(
  { open, helper }: RemoteMachine,
  { url, target, options }: Download,
): Promise<DownloadResult | DownloadFault | undefined> {
  const { sha256, maxBytes = DOWNLOAD_BYTES, silenceSeconds = SILENCE_SECONDS, signal } = options;
  const part = `${target}.part-${randomBytes(6).toString('hex')}`;
  const wanted = sha256?.toLowerCase() ?? '-';
  const args = [target, part, String(maxBytes), wanted, String(silenceSeconds)];
  let link: HelperLink | undefined;
  const opening = new AbortController();
  // Not the signal itself: the program is to end by its input, and to clean up.
  const stop = (): void => (link ? link.end(CLEAN_UP_MS) : opening.abort());
  signal?.addEventListener('abort', stop);
  try {
    const request = { open, helper, program: 'download', args, signal: opening.signal };
    link = await HelperLink.open(request);
    if (signal?.aborted) stop();
    link.send(url);
    // Twice as long: the program over there ends a silence by itself and says so.
    const result = await lastFrame(link, silenceSeconds * 2000 + 30_000, options);
    if (result) return outcome(result, url, target, options);
    if (!link.begun && (await link.exitCode()) === 127) return undefined;
    const text = `The connection broke while ${shownUrl(url)} was downloaded; try again.`;
    return { again: true, error: new HostError('host_unreachable', text) };
  } finally {
    signal?.removeEventListener('abort', stop);
    link?.close();
  }
}

async function lastFrame(
  link: HelperLink,
  silenceMs: number,
  { onProgress }: DownloadOptions,
): Promise<LineFrame | undefined> {
  for (;;) {
    const frame = await link.next(silenceMs);
    if (frame?.type !== 'line') return undefined;
    if (frame.word === 'E' || frame.word === 'F') return frame;
    if (frame.word !== 'P') continue;
    const [bytes, total] = frame.rest.map(Number);
    if (bytes === undefined || Number.isNaN(bytes)) continue;
    const isTold = total !== undefined && total >= bytes;
    onProgress?.(isTold ? { bytes, totalBytes: total } : { bytes });
  }
}

function outcome(
  { word, rest: [first = '', second = ''] }: LineFrame,
  url: string,
  target: string,
  options: DownloadOptions,
): DownloadResult | DownloadFault | undefined {
  if (word === 'E') {
    const size = Number(first);
    options.onProgress?.({ bytes: size, totalBytes: size });
    return { size, sha256: second };
  }
  if (first === 'no_tool') return undefined;
  return downloadFault(first, second, { url, target, ...options });
}

function calledOff(url: string): HostError {
  return new HostError('aborted', `Downloading ${shownUrl(url)} was called off.`);
}
