import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request gets. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A real server that answers as badly as servers do. */
export interface OddServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly requests: readonly string[];
}

/** Starts one on loopback; `count` is which request it is, from 1. */
export async function startOddServer(answer: Answer): Promise<OddServer> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.headers.authorization ?? ''}${request.url}`);
    response.on('error', () => undefined);
    answer(request, response, requests.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
