import { ACK_LINE, LONGEST_LINE_BYTES } from '../../../../protocol/host/messages.ts';
import { type LineSink, LineWriter } from '../line-writer.ts';
import { within } from '../within.ts';
import { ClientCalls } from './client-calls.ts';
import { MessageReader } from './message-reader.ts';
import { createMethods } from './methods.ts';
import { Notices } from './notices.ts';
import { RequestServer } from './request-server.ts';
import type { OpenSession } from './servable-session.ts';
import { SessionSlot } from './session-slot.ts';

export interface HostOptions {
  input: AsyncIterable<Uint8Array>;
  output: LineSink;
  /** Tells people something; never reaches the client's protocol. */
  log(line: string): void;
  open: OpenSession;
  /** What `init` tells. */
  version: string;
  /** Aborted when the host is to end as if its input had. */
  signal: AbortSignal;
  /** In bytes; default 192 MiB. */
  longestLine?: number;
}

/** How long what was asked before the end may take from there, once the session is open. */
const PATIENCE_MS = 5000;
/** The same with the opening, which takes seconds where Python is prepared first. */
const MOST_PATIENCE_MS = 10_000;
/** Longest wait for what is under way to be ended, and then for the client to read the last replies. */
const CLOSE_MS = 3000;
const FLUSH_MS = 2000;

/**
 * Serves one client. Resolves when the client has sent `close` or ended its input, after a little
 * time for what it asked before; or when it has gone away or the signal is aborted, without.
 */
export async function serveHost(options: HostOptions): Promise<void> {
  const { input, output, log, signal, longestLine = LONGEST_LINE_BYTES } = options;
  const over = Promise.withResolvers<{ closeId: unknown } | 'input ended' | 'at once'>();
  const writer = new LineWriter(output, () => over.resolve('at once'));
  writer.write(ACK_LINE);
  signal.addEventListener('abort', () => over.resolve('at once'), { once: true });
  if (signal.aborted) over.resolve('at once');

  const notices = new Notices(log);
  const calls = new ClientCalls(writer, notices);
  const slot = new SessionSlot(options.open);
  const server = new RequestServer(createMethods(slot, calls, options.version), slot, writer);
  const reader = new MessageReader(server, calls, notices, longestLine);
  reader
    .read(input, () => writer.room())
    .catch((error: unknown) => {
      log(`the input failed: ${(error as Error).message}`);
      return undefined;
    })
    .then((close) => over.resolve(close ?? 'input ended'));

  const end = await over.promise;
  reader.stop();
  if (end !== 'at once') {
    calls.clientEnded();
    const settled = server.settled();
    const gone = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let left = MOST_PATIENCE_MS;
    do {
      await within(PATIENCE_MS, Promise.race([settled, gone]));
      left -= PATIENCE_MS;
    } while (slot.isOpening && left > 0 && !signal.aborted);
  }
  writer.hurry();
  await within(CLOSE_MS, Promise.all([slot.close(), server.settled()]));
  if (typeof end === 'object') server.reply(end.closeId, { closed: true });
  notices.end();
  await within(FLUSH_MS, writer.flushed());
}
