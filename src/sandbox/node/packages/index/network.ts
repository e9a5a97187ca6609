import type { GuardedFetch, HttpRequest, HttpResponse } from '../../network/http-exchange.ts';
import { PackageError } from '../package-error.ts';

/** The public index of Python packages. */
export const DEFAULT_INDEX_URL = 'https://pypi.org/simple/';

/** Where that index keeps its files. */
export const DEFAULT_INDEX_FILES_HOST = 'files.pythonhosted.org';

/** How packages are fetched. */
export interface PackageNetwork {
  /** Undefined for a session without a network. */
  fetch: GuardedFetch | undefined;
  /** Root of the simple repository API. */
  indexUrl: string;
  signal?: AbortSignal | undefined;
  /** Longest wait for one answer, in milliseconds. Default: a minute. */
  requestMs?: number | undefined;
}

const REQUEST_MS = 60_000;

/**
 * Makes one request for packages. Credentials in a URL go into a header, so that no error and no
 * record shows them.
 *
 * @throws PackageError `host_not_allowed` or `download_failed`; the signal's reason when it aborts.
 */
export async function request(
  network: PackageNetwork & { fetch: GuardedFetch },
  url: string,
  what: string,
  options: Pick<HttpRequest, 'headers' | 'maxBytes'>,
): Promise<HttpResponse> {
  const { fetch, signal, requestMs = REQUEST_MS } = network;
  const timeout = AbortSignal.timeout(requestMs);
  const { bare, authorization } = splitCredentials(url);
  try {
    signal?.throwIfAborted();
    return await fetch({
      ...options,
      url: bare,
      headers: [...(options.headers ?? []), ...authorization],
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const reason = timeout.aborted
      ? `${bare} did not answer within ${requestMs.toLocaleString('en')} ms`
      : (error as Error).message;
    // What is refused or failed says itself which URL that was, and which host to list.
    const code = /not allowed/i.test(reason) ? 'host_not_allowed' : 'download_failed';
    throw new PackageError(code, `Cannot get ${what}: ${reason}`, { cause: error });
  }
}

/**
 * The network of a session that has one.
 *
 * @throws PackageError `network_required` for a package by name, `host_not_allowed` for a URL.
 */
export function requireNetwork(
  network: PackageNetwork,
  wanted: { text: string; url: string | null },
): PackageNetwork & { fetch: GuardedFetch } {
  const { fetch, indexUrl } = network;
  if (fetch !== undefined) return { ...network, fetch };
  if (wanted.url !== null) {
    const { host } = new URL(wanted.url);
    throw new PackageError(
      'host_not_allowed',
      `${withoutCredentials(wanted.url)} is not allowed: the session has no network; list ${host} ` +
        'in allowedHosts',
    );
  }
  throw new PackageError(
    'network_required',
    `${wanted.text} is a name, and to find it a network is required: list ` +
      `${new URL(indexUrl).host} in allowedHosts, and the host on which that index keeps its files`,
  );
}

/** A URL as it may be shown. */
export function withoutCredentials(url: string): string {
  return splitCredentials(url).bare;
}

function splitCredentials(url: string): {
  bare: string;
  authorization: readonly (readonly [string, string])[];
} {
  const parsed = new URL(url);
  const { username, password } = parsed;
  if (username === '' && password === '') return { bare: parsed.href, authorization: [] };
  parsed.username = parsed.password = '';
  const pair = `${decoded(username)}:${decoded(password)}`;
  const value = `Basic ${Buffer.from(pair).toString('base64')}`;
  return { bare: parsed.href, authorization: [['authorization', value]] };
}

/** A text with its percent signs resolved; as it is where they make no sense. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
