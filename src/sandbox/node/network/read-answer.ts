import type { Answer } from './exchange-once.ts';
import { describeHop, type Hop } from './hop.ts';
import type { HttpResponse } from './http-exchange.ts';
import { NetworkError } from './network-error.ts';
import { BodyTooLarge, decodersOf, readBody } from './read-body.ts';

/** About one connection, and no longer true of what was read from it. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'trailer', 'transfer-encoding']);
/** What decoding a body makes untrue. */
const OF_THE_ENCODING = new Set(['content-encoding', 'content-length']);

/**
 * Reads an answer whole.
 *
 * @throws NetworkError `response_too_large`; what the connection or a decoder throws.
 */
export async function readAnswer(
  hop: Hop,
  answer: Answer,
  maxBytes: number,
): Promise<HttpResponse> {
  const { status, reason, headers } = answer;
  const bodyless = hop.method === 'HEAD' || status === 204 || status === 304;
  const decoders = bodyless ? [] : decodersOf(allOf(answer, 'content-encoding'));
  try {
    const announced = Number(headerOf(answer, 'content-length') ?? 0);
    if (!bodyless && announced > maxBytes) throw new BodyTooLarge();
    const body = await readBody(answer.body, decoders ?? [], maxBytes);
    const decoded = decoders !== undefined && decoders.length > 0;
    const kept = headers.filter(([name]) => {
      const lower = name.toLowerCase();
      return !OF_THE_CONNECTION.has(lower) && !(decoded && OF_THE_ENCODING.has(lower));
    });
    return { url: hop.url.href, status, reason, headers: kept, body };
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    const told = `the body of the answer is larger than ${maxBytes} bytes`;
    throw new NetworkError('response_too_large', `${describeHop(hop)} failed: ${told}`);
  }
}

/** The value of a header's first line; null when there is none. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | null {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? null;
}

/** All lines of a header as one list. */
function allOf({ headers }: Answer, name: string): string {
  const lines = headers.filter(([given]) => given.toLowerCase() === name);
  return lines.map(([, value]) => value).join(',');
}
