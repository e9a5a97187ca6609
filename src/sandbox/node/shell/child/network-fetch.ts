import type { SecureFetch } from 'just-bash';
import { HostError, type HostLink } from './host-link.ts';

/** How the library's `curl` reaches the network: each request is made, or refused, by the host. */
export function hostFetch(link: HostLink): SecureFetch {
  return async (url, { method = 'GET', headers, body, signal, timeoutMs } = {}) => {
    const list = listed(headers);
    const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    const either = AbortSignal.any(limits.filter((one) => one !== undefined));
    try {
      const request = { kind: 'fetch' as const, url, method, headers: list };
      const bytes = body === undefined ? undefined : new TextEncoder().encode(body);
      const reply = await link.ask(request, bytes, either);
      const { url: last, status, reason, headers: told } = reply.facts;
      return {
        url: String(last),
        status: Number(status),
        statusText: String(reason),
        headers: Object.fromEntries((told as [string, string][]).map(lowerCased)),
        body: reply.bytes,
      };
    } catch (error) {
      if (error instanceof HostError) throw new Error(error.message);
      throw error;
    }
  };
}

/** Headers come as an object of that class or as a plain one. */
function listed(headers: Headers | Record<string, string> = {}): [string, string][] {
  const { entries } = headers as Partial<Headers>;
  return typeof entries === 'function' ? [...entries.call(headers)] : Object.entries(headers);
}

function lowerCased([name, value]: [string, string]): [string, string] {
  return [name.toLowerCase(), value];
}
