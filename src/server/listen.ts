import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { inTurn } from './http/in-turn.ts';
import { ServerError } from './server-error.ts';
import type { ServerLog } from './server-log.ts';

/** A connection that has not sent its whole request by then is closed, in milliseconds. */
const REQUEST_MS = 30_000;
/** How often that is looked at, in milliseconds. */
const CHECK_MS = 5000;
/** A connection on which nothing moves for this long is closed; streams have their heartbeats. */
const IDLE_MS = 120_000;

export interface Listening {
  server: Server;
  port: number;
}

export interface ListenOptions {
  /** An address, not a name. */
  host: string;
  /** 0 for a free one. */
  port: number;
  log: ServerLog;
}

/**
 * Listens for HTTP.
 *
 * @throws ServerError when the address cannot be had.
 */
export async function listen(
  fetch: Hono['fetch'],
  { host, port, log }: ListenOptions,
): Promise<Listening> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const message = `A port is a whole number from 0 to 65535 (0 for a free one), not ${port}`;
    throw new ServerError('invalid_address', message);
  }
  const answer = inTurn((request, bindings: HttpBindings) => fetch(request, bindings));
  const server = createAdaptorServer({
    fetch: (request, bindings) => answer(request, bindings as HttpBindings),
    // A library leaves the globals of its process alone.
    overrideGlobalObjects: false,
    serverOptions: {
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
  }) as Server;
  server.timeout = IDLE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  // For instance: no more file descriptors for a connection. The others go on.
  server.on('error', (error) => log(`the server: ${error.message}`));
  return { server, port: (server.address() as AddressInfo).port };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const cause = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE': {
      const message = `Port ${port} of ${host} is in use; choose another one, or 0 for a free one`;
      return new ServerError('port_in_use', message, cause);
    }
    case 'EACCES': {
      const message = `This user may not listen on port ${port}; choose one above 1023`;
      return new ServerError('port_not_permitted', message, cause);
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'EAFNOSUPPORT': {
      const message = `This machine has no address ${host}; 127.0.0.1 is for this machine only, 0.0.0.0 for every network`;
      return new ServerError('address_unavailable', message, cause);
    }
    default:
      return error;
  }
}

/** Ends a server: connections that do nothing at once, the others after `graceMs`. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose answer ends in the meantime would be kept open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const rest = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(rest);
}
