import type { GuardedFetch } from '../../../../src/sandbox/node/network/http-exchange.ts';

/** A way to the network for tests: Node's own fetch behind a list of hosts. */
export function allowedFetch(hosts: readonly string[]): GuardedFetch {
  return async ({ url, method = 'GET', headers = [], maxBytes, signal }) => {
    const { host } = new URL(url);
    if (!hosts.includes(host)) {
      throw new Error(`${url} is not allowed; list ${host} in allowedHosts`);
    }
    const answer = await fetch(url, {
      method,
      headers: headers.map(([name, value]) => [name, value] as [string, string]),
      signal: signal ?? null,
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    if (maxBytes !== undefined && body.length > maxBytes) {
      throw new Error(`${url} answered more than ${maxBytes} bytes`);
    }
    return {
      url: answer.url,
      status: answer.status,
      reason: answer.statusText,
      headers: [...answer.headers],
      body,
    };
  };
}
