import { PREVIEW_BYTES } from '../protocol/record-json.ts';
import type { HttpAnswer } from '../sandbox/node/network/http-call.ts';
import { withoutUserInfo } from '../sandbox/node/network/without-user-info.ts';
import type { JournalForm } from '../tools/tool.ts';

/** What the HTTP libraries of Python send by themselves: it tells nothing of the program. */
const USUAL_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'host',
  'transfer-encoding',
  'user-agent',
]);
const LONGEST_URL = 1000;
const MOST_HEADERS = 50;

/**
 * HTTP requests as the journal keeps them: bodies where they are text that fits a preview, else their
 * size; of headers the names, for their values may be secrets.
 */
export const httpJournalForm: JournalForm = {
  args({ url, headers, body }) {
    const named = (Array.isArray(headers) ? headers : [])
      .map((pair) => String(Array.isArray(pair) ? pair[0] : '').toLowerCase())
      .filter((name) => !USUAL_HEADERS.has(name))
      .slice(0, MOST_HEADERS)
      .map((name) => name.slice(0, 100));
    return withBody(body, {
      ...(typeof url === 'string' && { url: showUrl(url) }),
      ...(named.length > 0 && { headers: named }),
    });
  },
  result(value) {
    const { url, redirected, status, headers, body } = value as HttpAnswer;
    const header = (wanted: string): string | undefined =>
      headers.find(([name]) => name.toLowerCase() === wanted)?.[1].slice(0, LONGEST_URL);
    const type = header('content-type');
    const location = status >= 300 && status < 400 ? header('location') : undefined;
    return withBody(body, {
      status,
      ...(redirected && { url: showUrl(url) }),
      ...(type !== undefined && { type }),
      ...(location !== undefined && { location: showUrl(location) }),
    });
  },
};

/** A URL without a user name or password, cut where it is very long. */
function showUrl(url: string): string {
  const bare = withoutUserInfo(url);
  return bare.length > LONGEST_URL ? `${bare.slice(0, LONGEST_URL)}…` : bare;
}

/** Adds a body that is given in base64. */
function withBody(base64: unknown, record: Record<string, unknown>): Record<string, unknown> {
  if (typeof base64 !== 'string' || base64 === '') return record;
  const bytes = Buffer.byteLength(base64, 'base64');
  const text = bytes <= PREVIEW_BYTES ? readText(base64) : undefined;
  const whole = { ...record, body: text };
  const fits = text !== undefined && Buffer.byteLength(JSON.stringify(whole)) <= PREVIEW_BYTES;
  return fits ? whole : { ...record, body: { bytes } };
}

function readText(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
