import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openEventGateway } from '../../src/runs/event-gateway.ts';

interface Taken {
  url: string | undefined;
  type: string | undefined;
  body: string;
}

/** Stands for a server: answers 202 and keeps what it was sent. */
async function receiver(): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    taken.push({ url: request.url, type: request.headers['content-type'], body });
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?t=own`, taken };
}

async function gateway(target: () => Promise<string | undefined>, port?: number) {
  const opened = await openEventGateway(target, port);
  onTestFinished(() => opened.close());
  return opened;
}

const post = (port: number, path: string, body = '{}', method = 'POST'): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' && { body }),
  });

test('what an agent posts goes to whoever takes events at the time, with the token it has', async () => {
  const first = await receiver();
  const second = await receiver();
  let current: string | undefined = first.url;
  const { port } = await gateway(async () => current);
  expect((await post(port, '/events?t=agent', '{"a":1}')).status).toBe(202);
  current = second.url;
  expect((await post(port, '/events?t=agent', '{"a":2}')).status).toBe(202);
  current = undefined;
  expect((await post(port, '/events?t=agent')).status).toBe(503);
  current = 'http://127.0.0.1:1/events';
  expect((await post(port, '/events?t=agent')).status).toBe(503);
  expect([first.taken, second.taken]).toEqual([
    [{ url: '/events?t=agent', type: 'application/json', body: '{"a":1}' }],
    [{ url: '/events?t=agent', type: 'application/json', body: '{"a":2}' }],
  ]);
});

test('nothing else can be reached through it', async () => {
  const { url, taken } = await receiver();
  const { port } = await gateway(async () => url);
  expect((await post(port, '/api/runs')).status).toBe(404);
  expect((await post(port, '/events/../api/runs')).status).toBe(404);
  expect((await post(port, '/events?t=x', '', 'GET')).status).toBe(404);
  expect((await post(port, '/events?t=x', 'x'.repeat(300_000))).status).toBe(413);
  expect(taken).toEqual([]);
});

test('a port that somebody else has by now is given up for a free one', async () => {
  const first = await gateway(async () => undefined);
  const second = await gateway(async () => undefined, first.port);
  expect(second.port).not.toBe(first.port);
});
