import type { Limits } from '../../../protocol/limits.ts';
import type { GuardedFetch, HttpRequest, HttpResponse } from './http-exchange.ts';
import { NetworkError } from './network-error.ts';

const LATER_MS = 1000;

/** The result of a call of `HTTP_CALL`, as the guest reads it. */
export interface HttpAnswer {
  /** After redirects. */
  url: string;
  redirected: boolean;
  status: number;
  reason: string;
  headers: readonly (readonly [string, string])[];
  /** In base64. */
  body: string;
}

/**
 * Reads the arguments of such a call: `{url, method?, headers?, body?, timeoutMs?, redirect?}`, with
 * headers as pairs and the body in base64.
 *
 * @throws NetworkError `invalid_request` for anything that the guest does not write.
 */
export function readHttpCall(args: Readonly<Record<string, unknown>>): HttpRequest {
  const { url, method = 'GET', headers = [], body = null, redirect, timeoutMs } = args;
  const fault = (told: string): NetworkError =>
    new NetworkError('invalid_request', `The request cannot be read: ${told}`);
  if (typeof url !== 'string') throw fault('its url is not a text');
  if (typeof method !== 'string') throw fault('its method is not a text');
  if (!Array.isArray(headers) || !headers.every(isHeader)) {
    throw fault('its headers are not pairs of texts');
  }
  if (body !== null && typeof body !== 'string') throw fault('its body is not a text in base64');
  const whole = typeof timeoutMs === 'number' && Number.isSafeInteger(timeoutMs) && timeoutMs > 0;
  if (timeoutMs !== undefined && !whole)
    throw fault('its time-out is not a number of milliseconds');
  return {
    url,
    method,
    headers,
    ...(body !== null && { body: Buffer.from(body, 'base64') }),
    ...(whole && { timeoutMs }),
    redirect: redirect === 'manual' ? 'manual' : 'follow',
  };
}

function isHeader(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === 'string');
}

/** Makes the request of a call within the limits of one call; rejects as `fetch` does. */
export async function answerHttpCall(
  fetch: GuardedFetch,
  request: HttpRequest,
  { callMs, resultBytes }: Pick<Limits, 'callMs' | 'resultBytes'>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  // In base64 three bytes are four characters.
  const maxBytes = Math.floor((resultBytes / 4) * 3);
  const asked = request.timeoutMs ?? Number.POSITIVE_INFINITY;
  // That a call takes too long is told by whoever limits calls; this only ends what it left behind.
  const timeoutMs = asked < callMs ? asked : callMs + LATER_MS;
  try {
    const response = await fetch({ ...request, maxBytes, timeoutMs, signal });
    return writeAnswer(response);
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'response_too_large') throw error;
    const told = `${error.message} (limit resultBytes is ${resultBytes})`;
    throw new NetworkError('response_too_large', told);
  }
}

function writeAnswer({ redirected = false, body, ...head }: HttpResponse): HttpAnswer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { ...head, redirected, body: bytes.toString('base64') };
}
