import { ProblemError } from './problem-error.ts';

export interface BytesOptions {
  mediaType: string;
  /** Changes with the content and only with it; without the quotes. */
  etag: string;
  headers?: Record<string, string>;
}

/** Answers with bytes that never change, or with the part of them that is asked for. */
export function answerBytes(
  request: Request,
  content: Uint8Array,
  { mediaType, etag, headers: more = {} }: BytesOptions,
): Response {
  const quoted = `"${etag}"`;
  const headers = new Headers({
    'content-type': mediaType,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    etag: quoted,
    ...more,
  });
  if (namesTag(request.headers.get('if-none-match'), quoted)) {
    return new Response(null, { status: 304, headers });
  }
  const bytes = content as Uint8Array<ArrayBuffer>;
  const range = rangeOf(request, quoted, content.byteLength);
  if (range === undefined) return new Response(bytes, { headers });
  const [start, end] = range;
  headers.set('content-range', `bytes ${start}-${end - 1}/${content.byteLength}`);
  return new Response(bytes.subarray(start, end), { status: 206, headers });
}

function namesTag(header: string | null, quoted: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(quoted) || tags.includes('*');
}

/** First byte and the one after the last; undefined for the whole, also where several are asked. */
function rangeOf(request: Request, quoted: string, size: number): [number, number] | undefined {
  const wanted = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.get('range') ?? '');
  const condition = request.headers.get('if-range');
  if (wanted === null || (condition !== null && condition !== quoted)) return undefined;
  const [, first = '', last = ''] = wanted;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start < end) return [start, end];
  throw new ProblemError('range_not_satisfiable', `There are ${size} bytes; the range has none`, {
    headers: { 'content-range': `bytes */${size}` },
  });
}
