import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Largest body of the event road. */
const LARGEST_BODY = 262_144;
/** A call is reported at once; a connection that has not sent its report by then is closed. */
const REQUEST_MS = 30_000;
/** Emitters of an agent's commands come and go; this many at once are a flood. */
const MOST_CONNECTIONS = 100;

/** Where an agent's own calls go, for as long as its driver lives, whoever keeps the journal. */
export interface EventGateway {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on this machine's loopback address and hands on what emitters post to `/events`, with the
 * token that is in their URL, to wherever events are taken at the time. It adds no right: who has no
 * token is refused there.
 *
 * @param target The URL of the event road of this moment, whatever its query; undefined for none.
 * @param port Default: a free one. Where it is taken, a free one too.
 */
export async function openEventGateway(
  target: () => Promise<string | undefined>,
  port = 0,
): Promise<EventGateway> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      handOn(target, request, response).catch(() => answer(response, 503));
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port).catch(async (fault: unknown) => {
    if (port === 0) throw fault;
    await listen(0);
  });
  server.on('error', () => undefined);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handOn(
  target: () => Promise<string | undefined>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname !== '/events' || request.method !== 'POST') return answer(response, 404);
  if (Number(request.headers['content-length'] ?? LARGEST_BODY + 1) > LARGEST_BODY) {
    return answer(response, 413);
  }
  const body = await buffer(request);
  const url = await target();
  if (url === undefined) return answer(response, 503);
  const answered = await fetch(new URL(`/events${search}`, url), {
    method: 'POST',
    headers: { 'content-type': request.headers['content-type'] ?? '' },
    body,
  });
  response.writeHead(answered.status, { 'content-type': 'application/json' });
  response.end(await answered.text());
}

function answer(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status);
  response.end();
}
