import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { route } from '../../src/server/routes/route.ts';
import { startServer } from '../../src/server/start-server.ts';

const LARGE = 16 * 1024 * 1024;

test('a client that sends many requests at once and reads nothing has one answer made', async () => {
  let made = 0;
  const large = route({
    method: 'GET',
    path: '/api/large',
    summary: 'A large answer',
    answer: { status: 200, description: 'It' },
    handle() {
      made += 1;
      return new Response(Buffer.alloc(LARGE, 'x'));
    },
  });
  await using server = await startServer({ journal: createMemoryJournal(), routes: [large] });
  const { hostname, port, host } = new URL(server.url);
  const client = connect(Number(port), hostname);
  client.write(`GET /api/large HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(4));
  await new Promise((resolve) => client.once('readable', resolve));
  // Others are not held up, and whatever was begun with the first one has come up to here.
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  expect(made).toBe(1);
  let bytes = 0;
  for await (const chunk of client) {
    bytes += (chunk as Buffer).length;
    if (bytes > LARGE * 4) break;
  }
  expect(made).toBe(4);
});

test('requests of one connection that arrive together are answered in their order', async () => {
  await using server = await startServer({ journal: createMemoryJournal() });
  const { hostname, port, host } = new URL(server.url);
  const client = connect(Number(port), hostname);
  const paths = ['/api/runs', '/api/health', '/api/runs/none', '/api/session'];
  const last = paths.length - 1;
  client.write(
    paths
      .map((path, index) => {
        const close = index === last ? 'Connection: close\r\n' : '';
        return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${close}\r\n`;
      })
      .join(''),
  );
  let text = '';
  for await (const chunk of client) text += String(chunk);
  const bodies = ['"totals"', '"status":"ok"', '"not_found"', '"signedIn"'];
  const places = bodies.map((body) => text.indexOf(body));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});
