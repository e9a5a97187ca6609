import { Duplex } from 'node:stream';
import { constants, createGzip } from 'node:zlib';

const TEXTS = /^(?:application\/(?:json|x-ndjson)|text\/(?:event-stream|plain))\b/;

/**
 * Makes an answer of text smaller where the client takes gzip, piece by piece, so that a stream's
 * frames leave as they come. A fifty-thousand-call run is 20 MB of JSON, which packs to an eighth. The
 * fastest level is enough for that.
 */
export function compressAnswer(request: Request, answer: Response): Response {
  const { headers, status, body } = answer;
  const takes = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  // Ranges and tags are of the bytes as they are kept.
  const fits = status === 200 && !headers.has('content-encoding') && !headers.has('etag');
  if (body === null || !takes || !fits || !TEXTS.test(headers.get('content-type') ?? '')) {
    return answer;
  }
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, flush: constants.Z_SYNC_FLUSH });
  const packed = new Response(body.pipeThrough(Duplex.toWeb(gzip)), { status, headers });
  packed.headers.set('content-encoding', 'gzip');
  packed.headers.append('vary', 'accept-encoding');
  packed.headers.delete('content-length');
  return packed;
}
