import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type SentEvent = Record<string, unknown> & { type: string; call_id: string };

export interface RecordingReceiver extends AsyncDisposable {
  url: string;
  /** Every event, in the order of arrival, those of one body in theirs. */
  events: SentEvent[];
  /** The bodies and content types as they came. */
  posts: { body: string; type: string | undefined }[];
}

/** A receiver that keeps what it gets. It answers 202 unless it is told otherwise. */
export async function startReceiver(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => {
    response.writeHead(202).end();
  },
): Promise<RecordingReceiver> {
  const events: SentEvent[] = [];
  const posts: RecordingReceiver['posts'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
    } catch {
      return;
    }
    posts.push({ body, type: request.headers['content-type'] });
    events.push(...([JSON.parse(body)].flat() as SentEvent[]));
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?t=token`,
    events,
    posts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
