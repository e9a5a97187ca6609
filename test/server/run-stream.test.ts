import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { startServer } from '../../src/server/start-server.ts';
import { openStream, readToEnd, serve, until } from './support.ts';

const started = { type: 'run.started', kind: 'external', title: 'A run' } as const;
const ended = { type: 'run.ended', outcome: 'done' } as const;
const wrote = (text: string) => ({ type: 'output.written', stream: 'stdout', text }) as const;

test('a run’s stream has every event with its position as the id, then an end, and closes', async () => {
  const { url, journal } = await serve();
  await journal.append('r', [started, wrote('one')]);
  const stream = await openStream(`${url}/api/runs/r/stream`);
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers.get('causeway-last-seq')).toBe('2');
  const first = await stream.next();
  expect(first.value).toMatchObject({ event: 'events', id: '2' });
  expect(first.value?.data.map((event: RunEvent) => event.seq)).toEqual([1, 2]);
  await journal.append('r', [wrote('two'), ended]);
  const rest = [];
  for await (const frame of stream) rest.push(frame);
  expect(rest.map(({ event, id }) => [event, id])).toEqual([
    ['events', '4'],
    ['end', '4'],
  ]);
  expect(rest[1]?.data).toEqual({ lastSeq: 4 });
});

test('a viewer goes on after the position it names, by query or by header', async () => {
  const { url, journal } = await serve();
  await journal.append('r', [started, wrote('one'), wrote('two'), ended]);
  const byQuery = await readToEnd(`${url}/api/runs/r/stream?after=2`);
  expect(byQuery.map((event) => event.seq)).toEqual([3, 4]);
  const byHeader = await openStream(`${url}/api/runs/r/stream?after=1`, { 'last-event-id': '3' });
  expect((await byHeader.next()).value).toMatchObject({ event: 'events', id: '4' });
  const atTheEnd = await openStream(`${url}/api/runs/r/stream?after=4`);
  expect((await atTheEnd.next()).value).toMatchObject({ event: 'end', data: { lastSeq: 4 } });
  expect((await atTheEnd.next()).done).toBe(true);
});

test('whoever claims to have events that are not there yet is told so, and misses none', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [started]);
  const answer = await call('GET', '/api/runs/r/stream?after=2');
  expect([answer.status, answer.body.error.message]).toEqual([
    400,
    'The newest event of the run is number 1; nobody can have number 2',
  ]);
});

test('a stream with nothing new sends comments', async () => {
  const { url, journal } = await serve({ heartbeatMs: 5 });
  await journal.append('r', [started]);
  const stream = await openStream(`${url}/api/runs/r/stream?after=1`);
  const next = stream.next();
  await until(() => stream.comments.length >= 2);
  await journal.append('r', [ended]);
  expect((await next).value).toMatchObject({ event: 'events', id: '2' });
});

test('a long run comes in few frames of bounded size', async () => {
  const { url, journal } = await serve();
  const pieces = Array.from({ length: 20_000 }, (_, index) => wrote(`line ${index}`));
  await journal.append('r', [started, ...pieces, wrote('x'.repeat(600_000)), ended]);
  const sizes: number[] = [];
  let longest = 0;
  let next = 1;
  for await (const frame of await openStream(`${url}/api/runs/r/stream`)) {
    if (frame.event !== 'events') continue;
    sizes.push(frame.data.length);
    longest = Math.max(longest, JSON.stringify(frame.data.slice(0, -1)).length);
    for (const event of frame.data) expect(event.seq).toBe(next++);
  }
  expect(next - 1).toBe(20_003);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
  expect(longest).toBeLessThanOrEqual(300_000);
  expect(sizes.length).toBeLessThan(200);
});

test('H-E3: a viewer that drops and comes again at any points has every event once', async () => {
  const { url, journal } = await serve();
  let count = 0;
  const plan = fc.record({
    batches: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
    framesBeforeDrop: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }),
    late: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ batches, framesBeforeDrop, late }) => {
      const runId = `run_${++count}`;
      await journal.append(runId, [started]);
      const write = async (): Promise<void> => {
        for (const [index, size] of batches.entries()) {
          const bodies = Array.from({ length: size }, (_, piece) => wrote(`${index}.${piece}`));
          await journal.append(runId, bodies);
          await new Promise((resolve) => setImmediate(resolve));
        }
        await journal.append(runId, [ended]);
      };
      const writing = write();
      if (late) await writing;
      const seen: RunEvent[] = [];
      for (const frames of framesBeforeDrop) {
        const id = String(seen.at(-1)?.seq ?? 0);
        const stream = await openStream(`${url}/api/runs/${runId}/stream`, { 'last-event-id': id });
        for (let index = 0; index < frames; index += 1) {
          const { done, value } = await stream.next();
          if (done || value.event === 'end') break;
          seen.push(...value.data);
        }
        stream.drop();
      }
      const after = seen.at(-1)?.seq ?? 0;
      seen.push(...(await readToEnd(`${url}/api/runs/${runId}/stream?after=${after}`)));
      await writing;
      expect(seen).toEqual(await journal.read(runId));
    }),
    { numRuns: 60 },
  );
});

test('H-E3: a viewer goes on where it was at a server that was started anew', async () => {
  const journal = createMemoryJournal();
  await journal.append('r', [started, wrote('before')]);
  const first = await startServer({ journal });
  const stream = await openStream(`${first.url}/api/runs/r/stream`);
  const { value: frame } = await stream.next();
  const seen: RunEvent[] = [...(frame?.data ?? [])];
  await first.close();
  // The end of the server is not the end of the run.
  expect((await stream.next()).done).toBe(true);
  await journal.append('r', [wrote('between'), ended]);
  await using second = await startServer({ journal });
  const after = seen.at(-1)?.seq;
  seen.push(...(await readToEnd(`${second.url}/api/runs/r/stream?after=${after}`)));
  expect(seen).toEqual(await journal.read('r'));
});

test('a viewer that reads nothing holds up nobody, and nothing is made for it meanwhile', async () => {
  const memory = createMemoryJournal();
  const pulled: number[] = [];
  const journal: Journal = Object.assign(Object.create(memory) as Journal, {
    follow(...args: Parameters<Journal['follow']>) {
      const events = memory.follow(...args);
      const viewer = pulled.push(0) - 1;
      const next = events.next.bind(events);
      events.next = () => {
        pulled[viewer] = (pulled[viewer] ?? 0) + 1;
        return next();
      };
      return events;
    },
  });
  for (const name of ['append', 'read', 'getRun', 'close'] as const) {
    Object.assign(journal, { [name]: memory[name].bind(memory) });
  }
  const { url } = await serve({ journal });
  await journal.append('r', [started]);
  const slow = await openStream(`${url}/api/runs/r/stream`);
  const quick = readToEnd(`${url}/api/runs/r/stream`);
  const text = 'x'.repeat(20_000);
  for (let index = 0; index < 100; index += 1) {
    await journal.append(
      'r',
      Array.from({ length: 20 }, () => wrote(text)),
    );
  }
  await journal.append('r', [ended]);
  expect((await quick).length).toBe(2002);
  // 40 MB in all: what is in the sockets' buffers was pulled, and one frame more.
  expect(pulled[0]).toBeLessThan(1200);
  let late = 0;
  for await (const frame of slow) if (frame.event === 'events') late += frame.data.length;
  expect(late).toBe(2002);
});

test('viewers that leave, at once or while they wait, leave nothing behind and no fault', async () => {
  const { url, journal, logged } = await serve({ heartbeatMs: 5 });
  await journal.append('r', [started]);
  for (const path of ['/api/runs/r/stream', '/api/stream']) {
    for (let index = 0; index < 20; index += 1) {
      const stream = await openStream(url + path);
      if (index % 2 === 0) await stream.next();
      stream.drop();
    }
    expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200);
  }
  await journal.append('r', [wrote('x'), ended]);
  expect(await readToEnd(`${url}/api/runs/r/stream`)).toHaveLength(3);
  expect(logged).toEqual([]);
});

test('a stream whose journal fails closes without an end, and the cause is logged', async () => {
  const memory = createMemoryJournal();
  await memory.append('r', [started]);
  const journal = Object.create(memory) as Journal;
  Object.assign(journal, {
    getRun: memory.getRun.bind(memory),
    close: memory.close.bind(memory),
    read: () => Promise.reject(new Error('the disk is gone')),
  });
  const { url, logged } = await serve({ journal });
  const stream = await openStream(`${url}/api/runs/r/stream`);
  expect((await stream.next()).done).toBe(true);
  expect(logged).toEqual(['stream of r: Error: the disk is gone']);
});

test('a stream of a run that is not there is a problem, not a stream', async () => {
  const { call } = await serve();
  const answer = await call('GET', '/api/runs/nobody/stream');
  expect(answer.status).toBe(404);
  expect(answer.body.error.code).toBe('not_found');
  const bad = await call('GET', '/api/runs/nobody/stream?after=-1');
  expect([bad.status, bad.body.error.code]).toEqual([400, 'bad_request']);
});
