import { whyNotPublic } from '../../../../src/sandbox/node/network/address-rules.ts';
import { createGuardedFetch } from '../../../../src/sandbox/node/network/guarded-fetch.ts';
import type { GuardedFetch } from '../../../../src/sandbox/node/network/http-exchange.ts';

/** On one machine this address plays the public internet; every other one is what it is. */
export const PUBLIC_HERE = '127.0.0.2';

/**
 * A fetch whose names lead where the table says. A function there is asked anew for each look-up, as a
 * hostile name server would be.
 */
export function fetchWithNames(
  allowedHosts: readonly string[],
  names: Record<string, readonly string[] | (() => readonly string[])>,
): { fetch: GuardedFetch; lookups: string[] } {
  const lookups: string[] = [];
  const fetch = createGuardedFetch(allowedHosts, {
    async resolve(name) {
      lookups.push(name);
      const found = names[name];
      if (found === undefined)
        throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      return typeof found === 'function' ? found() : found;
    },
    whyNotPublic: (address) => (address === PUBLIC_HERE ? undefined : whyNotPublic(address)),
  });
  return { fetch, lookups };
}

/** What came of a request: its status and body, or the code and message of its error. */
export async function outcomeOf(
  request: ReturnType<GuardedFetch>,
): Promise<{ status: number; body: string } | { code: string; message: string }> {
  try {
    const { status, body } = await request;
    return { status, body: Buffer.from(body).toString() };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}
