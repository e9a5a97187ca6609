import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A request as it arrived. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface TestServer {
  readonly port: number;
  /** All since the test began. */
  readonly arrived: Arrived[];
  /** Connections since the test began. */
  readonly connections: number;
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A certificate for `localhost` that nobody trusts until `trustTestCertificate`. */
const certificate: string = readFileSync(join(import.meta.dirname, 'localhost-cert.pem'), 'utf8');
const key: string = readFileSync(join(import.meta.dirname, 'localhost-key.pem'), 'utf8');

export function trustTestCertificate(): void {
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
}

/** A real server for all tests of a file. */
export function sharedServer(
  answer: Answer,
  { host = '127.0.0.1', port = 0, secure = false } = {},
): TestServer {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { method = '', url = '', headers } = request;
    arrived.push({ method, path: url, headers, body });
    answer(request, response, body);
  };
  const arrived: Arrived[] = [];
  let connections = 0;
  const server = secure
    ? createSecureServer({ key, cert: certificate }, serve)
    : createServer({ maxHeaderSize: 256 * 1024 }, serve);
  server.on('connection', () => {
    connections += 1;
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
  });
  beforeEach(() => {
    arrived.length = 0;
    connections = 0;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    get port() {
      return (server.address() as AddressInfo).port;
    },
    arrived,
    get connections() {
      return connections;
    },
    idle: () =>
      new Promise((resolve) => {
        const look = (): void => {
          server.getConnections((_error, open) => {
            if (open === 0) resolve();
            else setTimeout(look, 10);
          });
        };
        look();
      }),
  };
}

/** Tells what arrived, as JSON. */
export const echo: Answer = ({ method, url, headers }, response, body) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method, url, headers, body }));
};
