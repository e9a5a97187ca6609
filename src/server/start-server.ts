import { createServerApp, type ServerAppOptions } from './create-server-app.ts';
import { listen, stopListening } from './listen.ts';

export interface ServerOptions extends Omit<ServerAppOptions, 'signal'> {
  /** Name or address to listen on. Default `127.0.0.1`: this machine only. */
  host?: string;
  /** Default 0: a free one. */
  port?: number;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** Where it is, without a slash at the end. */
  readonly url: string;
  /** Ends streams and connections. The journal stays open: it belongs to whoever opened it. */
  close(): Promise<void>;
}

/** Requests under way are given this long when the server closes, in milliseconds. */
const GRACE_MS = 2000;

/**
 * Starts the server.
 *
 * @throws ServerError when the address cannot be had.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, ...rest } = options;
  const closing = new AbortController();
  const app = createServerApp({ ...rest, signal: closing.signal });
  const { server, address } = await listen(app.fetch, host, port);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing.abort();
    closed ??= stopListening(server, GRACE_MS);
    return closed;
  };
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close, [Symbol.asyncDispose]: close };
}
