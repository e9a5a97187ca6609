import { expect, test } from 'vitest';
import type { RunSummary } from '../../src/protocol/api/run-summary.ts';
import { type OpenStream, openStream, serve, until } from './support.ts';

const ended = { type: 'run.ended', outcome: 'done' } as const;
const start = (title: string) => ({ type: 'run.started', kind: 'external', title }) as const;

/** Reads on until a frame of that name comes. */
async function nextOf(stream: OpenStream, event: string) {
  for (;;) {
    const { done, value } = await stream.next();
    if (done) throw new Error(`the stream ended before ${event}`);
    if (value.event === event) return value.data;
  }
}

test('the first frame of the list’s stream has the runs under way, however many', async () => {
  const { url, journal } = await serve();
  for (let index = 0; index < 450; index += 1) await journal.append(`r${index}`, [start('live')]);
  await journal.append('old', [start('old'), ended]);
  const stream = await openStream(`${url}/api/stream`);
  const seen = new Set<string>();
  while (seen.size < 450) {
    for (const run of await nextOf(stream, 'runs')) seen.add(run.runId);
  }
  expect(seen.has('old')).toBe(false);
  expect(await nextOf(stream, 'totals')).toMatchObject({ all: 451, live: 450 });
});

test('a stream of an empty list begins with an empty frame', async () => {
  const { url } = await serve();
  expect(await nextOf(await openStream(`${url}/api/stream`), 'runs')).toEqual([]);
});

test('H-E3: changes of the list come as the runs’ newest state, and totals with them', async () => {
  const { url, journal } = await serve();
  const stream = await openStream(`${url}/api/stream`);
  await nextOf(stream, 'totals');
  await journal.append('r', [start('one')]);
  for (let percent = 0; percent < 100; percent += 1) {
    await journal.append('r', [{ type: 'run.progressed', percent }]);
  }
  let newest: RunSummary | undefined;
  let frames = 0;
  while (newest?.percent !== 99) {
    [newest] = await nextOf(stream, 'runs');
    frames += 1;
  }
  expect(frames).toBeLessThan(20);
  await journal.append('r', [ended]);
  expect(await nextOf(stream, 'runs')).toMatchObject([{ runId: 'r', state: 'done' }]);
  expect(await nextOf(stream, 'totals')).toMatchObject({ all: 1, live: 0 });
  await journal.deleteRun('r');
  expect(await nextOf(stream, 'gone')).toEqual(['r']);
});

test('whoever comes back to the list’s stream is told to ask for the list again', async () => {
  const { url } = await serve();
  const stream = await openStream(`${url}/api/stream`, { 'last-event-id': '7' });
  expect((await stream.next()).value).toMatchObject({ event: 'resync', data: {} });
  expect((await stream.next()).value).toMatchObject({ event: 'runs', data: [] });
});

test('the list’s stream sends comments while nothing happens', async () => {
  const { url } = await serve({ heartbeatMs: 5 });
  const stream = await openStream(`${url}/api/stream`);
  await nextOf(stream, 'totals');
  void stream.next().catch(() => undefined);
  await until(() => stream.comments.length >= 2);
  stream.drop();
});

test('viewers that leave while nothing happens are no fault of the server', async () => {
  const server = await serve();
  for (let viewer = 0; viewer < 5; viewer += 1) {
    const leave = new AbortController();
    const { body } = await fetch(`${server.localUrl}/api/stream`, { signal: leave.signal });
    await body?.getReader().read();
    leave.abort();
  }
  await server.close();
  expect(server.logged).toEqual([]);
});
