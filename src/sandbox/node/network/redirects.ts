import { describeHop, type Hop, readUrl } from './hop.ts';
import { NetworkError } from './network-error.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Meant for the server they were given for. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization']);
/** About a body that is no longer sent. */
const ABOUT_BODY = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
]);

/**
 * The request that an answer asks for, by the rules that browsers keep: after 301 and 302 a POST, and
 * after 303 everything but HEAD, becomes a GET without a body; 307 and 308 keep both. Undefined when
 * the answer is the last.
 *
 * @throws NetworkError `redirect_not_allowed`: from https to http, or to what cannot be fetched.
 */
export function followRedirect(hop: Hop, status: number, location: string | null): Hop | undefined {
  if (!REDIRECTS.has(status) || location === null) return undefined;
  const refused = (told: string, cause?: unknown): NetworkError =>
    new NetworkError(
      'redirect_not_allowed',
      `${describeHop(hop)} was redirected, and that is not followed: ${told}`,
      { cause },
    );
  const next = readTarget(location, hop.url, refused);
  if (hop.url.protocol === 'https:' && next.url.protocol === 'http:') {
    throw refused(`${next.url.origin} is http, where what is sent can be read on the way`);
  }
  const { method } = hop;
  const toGet =
    status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  const sameOrigin = next.url.origin === hop.url.origin;
  return {
    ...next,
    method: toGet ? 'GET' : method,
    body: toGet ? undefined : hop.body,
    headers: hop.headers.filter(([name]) => {
      const lower = name.toLowerCase();
      if (lower === 'host' || (toGet && ABOUT_BODY.has(lower))) return false;
      return sameOrigin || !CREDENTIALS.has(lower);
    }),
    redirectedFrom: hop.redirectedFrom ?? hop.url,
  };
}

function readTarget(
  location: string,
  base: URL,
  refused: (told: string, cause?: unknown) => NetworkError,
): Pick<Hop, 'url' | 'host' | 'port'> {
  // Header bytes come as Latin-1; servers that send more mean UTF-8.
  const text = Buffer.from(location, 'latin1').toString('utf8');
  if (!URL.canParse(text, base.href)) throw refused('its Location header holds no URL');
  try {
    return readUrl(new URL(text, base).href);
  } catch (cause) {
    throw refused((cause as Error).message, cause);
  }
}
