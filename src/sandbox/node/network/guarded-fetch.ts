import { readAllowList } from './allow-list.ts';
import { ADDRESS_POLICY, type AddressPolicy } from './approve-addresses.ts';
import { describeFailure } from './describe-failure.ts';
import { type Ending, endsBy } from './ending.ts';
import { exchangeOnce } from './exchange-once.ts';
import { describeHop, firstHop, type Hop, permit } from './hop.ts';
import type { GuardedFetch, HttpRequest, HttpResponse } from './http-exchange.ts';
import { NetworkError } from './network-error.ts';
import { headerOf, readAnswer } from './read-answer.ts';
import { followRedirect } from './redirects.ts';

/** A session's fetch, which ends with the session. */
export interface SessionFetch extends GuardedFetch {
  /**
   * What is wrong with a request before anything is sent: its form, or a host that is not allowed.
   * Undefined when it may be tried.
   */
  refuse(request: HttpRequest): NetworkError | undefined;
  /** Ends what is under way; later requests reject with `network_closed`. */
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const MOST_REDIRECTS = 10;

/**
 * Makes the fetch of one session. Each request has a connection of its own, to an address that was
 * checked for it: nothing is kept from one to the next, and no proxy of the environment is used.
 * `policy` is for tests.
 *
 * @throws NetworkError `invalid_allowed_host`.
 */
export function createGuardedFetch(
  allowedHosts: readonly string[],
  policy: AddressPolicy = ADDRESS_POLICY,
): SessionFetch {
  const list = readAllowList(allowedHosts);
  const closing = new AbortController();

  const follow = async (request: HttpRequest, first: Hop, ending: Ending) => {
    const { maxBytes = DEFAULT_MAX_BYTES, redirect = 'follow' } = request;
    let hop = first;
    try {
      for (let count = 0; ; count += 1) {
        if (count > MOST_REDIRECTS) throw tooManyRedirects(first);
        const permission = permit(hop, list);
        const came: Hop | HttpResponse = await exchangeOnce(
          hop,
          permission,
          policy,
          ending.signal,
          async (answer) => {
            const location = redirect === 'manual' ? null : headerOf(answer, 'location');
            const next = followRedirect(hop, answer.status, location);
            return next ?? (await readAnswer(hop, answer, maxBytes));
          },
        );
        if ('status' in came) return { ...came, redirected: count > 0 };
        hop = came;
      }
    } catch (error) {
      throw describeFailure(error, hop);
    }
  };

  const fetch = async (request: HttpRequest): Promise<HttpResponse> => {
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    const first = firstHop(request);
    permit(first, list);
    const ending = endsBy(signal, closing.signal, timeoutMs);
    try {
      ending.signal.throwIfAborted();
      return await follow(request, first, ending);
    } catch (error) {
      const { reason } = ending;
      if (reason === undefined) throw error;
      if (reason === 'aborted') throw signal?.reason;
      throw ended(reason, first, timeoutMs);
    } finally {
      ending.release();
    }
  };

  return Object.assign(fetch, {
    refuse(request: HttpRequest): NetworkError | undefined {
      try {
        permit(firstHop(request), list);
        return undefined;
      } catch (error) {
        return error as NetworkError;
      }
    },
    close: () => closing.abort(),
  });
}

function tooManyRedirects(first: Hop): NetworkError {
  const told = `${describeHop(first)} failed: it was redirected more than ${MOST_REDIRECTS} times`;
  return new NetworkError('too_many_redirects', told);
}

function ended(reason: 'closed' | 'timed_out', hop: Hop, timeoutMs: number): NetworkError {
  const request = describeHop(hop);
  return reason === 'closed'
    ? new NetworkError('network_closed', `${request} failed: the session was closed`)
    : new NetworkError('request_timed_out', `${request} did not end within ${timeoutMs} ms`);
}
