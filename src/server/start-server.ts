import { lookup } from 'node:dns/promises';
import { isLoopbackAddress, isLoopbackName } from './access/loopback.ts';
import { checkServerToken, makeServerToken } from './access/server-token.ts';
import { buildServer, type ServerAppOptions } from './create-server-app.ts';
import { endLostRuns } from './end-lost-runs.ts';
import { listen, stopListening } from './listen.ts';
import { signInPath } from './pages/sign-in-link.ts';
import { ServerError } from './server-error.ts';
import { urlsOf } from './urls-of.ts';

export interface ServerOptions extends ServerAppOptions {
  /** Name or address to listen on. Default `127.0.0.1`: this machine only. */
  host?: string;
  /** Default 0: a free one. */
  port?: number;
  /**
   * What users of the server have to show. Default: none on this machine's own address; elsewhere,
   * and where the public URL is another machine's, one is made.
   */
  token?: string;
  /**
   * Whether to end the programs that an earlier process left open in the journal as `lost`. For a
   * journal in which this process has started none so far. Default false.
   */
  endLostRuns?: boolean;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** Where others reach it, without a slash at the end. */
  readonly url: string;
  /** Where this machine reaches it; the same, where it is not named otherwise. */
  readonly localUrl: string;
  /** What it asks for; absent where it asks for nothing. */
  readonly token?: string;
  /** URL that an emitter posts the calls of a run to. */
  eventUrlFor(target: { runId: string; callId?: string; expiresInSeconds?: number }): string;
  /** Link to a place of the dashboard. Where a token is asked for, it signs in whoever opens it first. */
  link(place?: string): string;
  /**
   * Cancels the programs that it runs and waits until that is recorded, then ends streams and
   * connections. The journal and the runtime stay open.
   */
  close(): Promise<void>;
}

/** Requests under way are given this long when the server closes, in milliseconds. */
const GRACE_MS = 2000;

/**
 * Starts the server.
 *
 * @throws ServerError when the address cannot be had, and for a token that is too short;
 * JournalError when the journal fails.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, publicUrl } = options;
  checkPublicUrl(publicUrl);
  const address = await resolveHost(host);
  const isPrivate =
    isLoopbackAddress(address) &&
    (publicUrl === undefined || isLoopbackName(new URL(publicUrl).hostname));
  const token = options.token ?? (isPrivate ? undefined : makeServerToken());
  if (token !== undefined) checkServerToken(token);

  const closing = new AbortController();
  let url = '';
  const server = buildServer(options, { token, baseUrl: () => url, closing: closing.signal });
  const { app, access, codeRuns, log, eventUrlFor } = server;
  if (options.endLostRuns) {
    const lost = await endLostRuns(options.journal);
    if (lost.length > 0) {
      log(`programs that an earlier process left open, ended as lost: ${lost.length}`);
    }
  }
  const listening = await listen(app.fetch, { host: address, port, log });
  access.listensOn(listening.port);
  const { localUrl, outsideUrl } = urlsOf(address, listening.port);
  url = publicUrl?.replace(/\/+$/, '') ?? outsideUrl;

  const end = async (): Promise<void> => {
    await codeRuns.close();
    closing.abort();
    await stopListening(listening.server, GRACE_MS);
  };
  let ended: Promise<void> | undefined;
  const close = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return {
    url,
    localUrl,
    ...(token !== undefined && { token }),
    eventUrlFor,
    link(place = '/') {
      const key = access.signIn?.makeLinkKey();
      return `${url}${key === undefined ? place : signInPath(key, place)}`;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function resolveHost(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    const advice = '127.0.0.1 is for this machine only, 0.0.0.0 for every network';
    const message = `The host ${JSON.stringify(host)} is not known; ${advice}`;
    throw new ServerError('address_unavailable', message, { cause: error });
  }
}

function checkPublicUrl(publicUrl: string | undefined): void {
  if (publicUrl === undefined) return;
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const whole = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/';
  if (whole && url.search === '' && url.username === '') return;
  const form = 'it looks like https://causeway.example.org, without a path';
  throw new ServerError('invalid_address', `The public URL cannot be used: ${form}`);
}
