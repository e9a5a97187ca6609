import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ApiClient } from '../../src/cli/api/api-client.ts';
import { followEvents } from '../../src/cli/runs/follow-events.ts';

const started = { type: 'run.started', kind: 'external', title: 't', runId: 'r', seq: 1, at: 1 };
const ended = { type: 'run.ended', outcome: 'done', runId: 'r', seq: 2, at: 2 };

/** What a server says on each connection, one after the other, before it breaks it off. */
async function serveStreams(streams: readonly string[]) {
  const left = [...streams];
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`retry: 1000\n\n${left.shift()}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const events = (...list: object[]) => `event: events\ndata: ${JSON.stringify(list)}\n\n`;

async function follow(streams: readonly string[]) {
  await using server = await serveStreams(streams);
  let losses = 0;
  const seen: number[] = [];
  const following = followEvents({
    connect: async () => new ApiClient({ url: server.url }),
    runId: 'r',
    signal: new AbortController().signal,
    onLoss: () => {
      losses += 1;
    },
  });
  for await (const { seq } of following) seen.push(seq);
  return { seen, losses };
}

const end = `${events(ended)}event: end\ndata: {"lastSeq":2}\n\n`;

test('H-E3 a server that was there with nothing to tell in between is lost anew', async () => {
  expect(await follow([events(started), ': nothing new\n\n', end])).toEqual({
    seen: [1, 2],
    losses: 2,
  });
});

test('H-E3 a server that takes connections and says nothing stays lost', async () => {
  expect(await follow([events(started), '', '', end])).toEqual({ seen: [1, 2], losses: 1 });
});
