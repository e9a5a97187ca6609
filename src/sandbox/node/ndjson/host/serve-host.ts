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

/** Longest wait for what is under way, and then for the client to read the last replies. */
const CLOSE_MS = 3000;
const FLUSH_MS = 2000;

/**
 * Serves one client. Resolves when the client has sent `close`, ended its input or gone away, or
 * when the signal is aborted: what was under way is then ended, within seconds at most.
 */
export async function serveHost(options: HostOptions): Promise<void> {
  const { input, output, log, signal, longestLine = LONGEST_LINE_BYTES } = options;
  const over = Promise.withResolvers<{ closeId: unknown } | null>();
  const writer = new LineWriter(output, () => over.resolve(null));
  writer.write(ACK_LINE);
  signal.addEventListener('abort', () => over.resolve(null), { once: true });
  if (signal.aborted) over.resolve(null);

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
    .then((close) => over.resolve(close ?? null));

  const close = await over.promise;
  reader.stop();
  writer.hurry();
  await within(CLOSE_MS, Promise.all([slot.close(), server.settled()]));
  if (close !== null) server.reply(close.closeId, { closed: true });
  notices.end();
  await within(FLUSH_MS, writer.flushed());
}
