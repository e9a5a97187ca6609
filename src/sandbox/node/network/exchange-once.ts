import type { Dispatcher } from 'undici';
import { abortable } from '../abortable.ts';
import type { Permission } from './allow-list.ts';
import { type AddressPolicy, approveAddresses } from './approve-addresses.ts';
import type { Hop } from './hop.ts';
import { openConnection } from './open-connection.ts';
import { headersToSend } from './request-headers.ts';

/** The head of an answer, and its body while it comes. */
export interface Answer {
  status: number;
  reason: string;
  headers: readonly (readonly [string, string])[];
  body: AsyncIterable<Buffer>;
}

const HEADER_BYTES = 64 * 1024;

/**
 * Makes one request over a connection of its own, which ends when `read` has what it wants of the
 * answer. Rejects with what failed, as it comes.
 */
export async function exchangeOnce<T>(
  hop: Hop,
  permission: Permission,
  policy: AddressPolicy,
  signal: AbortSignal,
  read: (answer: Answer) => Promise<T>,
): Promise<T> {
  const headers = headersToSend(hop);
  const { url, host, port, method, body } = hop;
  // Loading it takes as long as starting half a session, and most sessions send nothing.
  const { Client } = await import('undici');
  // A name server that does not answer cannot be told to stop; nobody waits for it.
  const approving = approveAddresses(host, permission, policy, signal);
  const addresses = await abortable(approving, signal, () => {});
  const secure = url.protocol === 'https:';
  const socket = await openConnection({ host: host.text, port, secure, addresses, signal });
  let taken = false;
  const client = new Client(url.origin, {
    connect: (_options, callback) => {
      // A second connection would be one that nobody has checked.
      const again = taken;
      taken = true;
      // The client hears only what is said after it has asked.
      queueMicrotask(() => {
        if (again) callback(new Error('the server closed the connection'), null);
        else callback(null, socket);
      });
    },
    pipelining: 0,
    maxHeaderSize: HEADER_BYTES,
    // Time is limited as a whole.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const answer = await client.request({
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
      signal,
      responseHeaders: 'raw',
    });
    // A body that is not read to its end breaks with the connection, and nobody listens.
    answer.body.on('error', () => {});
    return await read({
      status: answer.statusCode,
      reason: answer.statusText,
      headers: inPairs(answer.headers as unknown as readonly string[]),
      body: answer.body,
    });
  } finally {
    socket.destroy();
    client.destroy().catch(() => {});
  }
}

function inPairs(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}
