import { expect, test } from 'vitest';
import { blobId } from '../../src/journal/blob-id.ts';
import { readToEnd, serve, type TestServer } from './support.ts';

const launched = {
  type: 'agent.launched',
  command: ['sh', 'agent.sh'],
  workdir: '/tmp/w',
  logFile: 'optio.log',
  process: { pid: 1 },
};
const progress = (message: string) => ({ type: 'run.progressed', message });

async function openRun({ call }: TestServer, more: object = {}): Promise<string> {
  const opened = await call('POST', '/api/runs', { kind: 'agent', title: 'Tidy', ...more });
  expect(opened.status).toBe(201);
  return opened.body.runId;
}

test('a driver in another process opens a run, adds to it, and ends it', async () => {
  const server = await serve();
  const { call, journal, url } = server;
  const opened = await call('POST', '/api/runs', {
    kind: 'agent',
    title: 'Tidy',
    host: 'local',
    limits: { wallClockMs: 60_000 },
    tags: { by: 'mara' },
  });
  const { runId, url: eventUrl } = opened.body;
  expect(eventUrl).toMatch(/^http:.*\/events\?t=/);
  const add = (afterSeq: number, ...events: object[]) =>
    call('POST', `/api/runs/${runId}/events`, { afterSeq, events });
  expect((await add(1, launched, progress('reading'))).body).toEqual({ runId, lastSeq: 3 });
  expect((await add(3, { type: 'run.ended', outcome: 'done' })).body).toEqual({
    runId,
    lastSeq: 4,
  });
  const events = await readToEnd(`${url}/api/runs/${runId}/stream`);
  expect(events.map(({ type }) => type)).toEqual([
    'run.started',
    'agent.launched',
    'run.progressed',
    'run.ended',
  ]);
  expect(events[0]).toMatchObject({ kind: 'agent', host: 'local', tags: { by: 'mara' } });
  expect((await journal.getRun(runId))?.summary).toMatchObject({ state: 'done', host: 'local' });
});

test('H-A14: a batch whose answer was lost is added once, however often it is sent', async () => {
  const server = await serve();
  const runId = 'run_00000000-0000-4000-8000-000000000000';
  expect(await openRun(server, { runId })).toBe(runId);
  expect(await openRun(server, { runId })).toBe(runId);
  const { call, journal } = server;
  const batch = { afterSeq: 1, events: [progress('a'), progress('a'), { ...progress('b'), x: 1 }] };
  const answers = await Promise.all(
    [1, 2, 3].map(() => call('POST', `/api/runs/${runId}/events`, batch)),
  );
  expect(answers.map(({ status, body }) => [status, body.lastSeq])).toEqual([
    [200, 4],
    [200, 4],
    [200, 4],
  ]);
  // What others add between two tries is no reason to refuse, nor to add again.
  await call('POST', `/api/runs/${runId}/cancel`, { by: 'mara' });
  expect((await call('POST', `/api/runs/${runId}/events`, batch)).body.lastSeq).toBe(4);
  const next = { afterSeq: 4, events: [progress('a')] };
  expect((await call('POST', `/api/runs/${runId}/events`, next)).body.lastSeq).toBe(6);
  const end = { afterSeq: 6, events: [{ type: 'run.ended', outcome: 'cancelled' }] };
  for (const lastSeq of [7, 7]) {
    expect((await call('POST', `/api/runs/${runId}/events`, end)).body.lastSeq).toBe(lastSeq);
  }
  expect((await journal.read(runId)).map(({ type }) => type)).toEqual([
    'run.started',
    'run.progressed',
    'run.progressed',
    'run.progressed',
    'run.cancel_requested',
    'run.progressed',
    'run.ended',
  ]);
});

test('a batch that was added long ago is found behind thousands of calls that others made', async () => {
  const server = await serve();
  const runId = await openRun(server);
  const { call, journal } = server;
  const began = (callId: string) =>
    ({ type: 'call.began', callId, tool: 't', args: { value: {} }, road: 'event' }) as const;
  await journal.append(
    runId,
    Array.from({ length: 399 }, (_, index) => began(`a${index}`)),
  );
  const batch = { afterSeq: 1, events: [progress('a'), progress('b')] };
  const first = await call('POST', `/api/runs/${runId}/events`, batch);
  await journal.append(
    runId,
    Array.from({ length: 3000 }, (_, index) => began(`b${index}`)),
  );
  const again = await call('POST', `/api/runs/${runId}/events`, batch);
  expect([first.body.lastSeq, again.body.lastSeq]).toEqual([402, 402]);
});

test('of two drivers of one run the second to write is told of the first', async () => {
  const server = await serve();
  const runId = await openRun(server);
  const add = (afterSeq: number, message: string) =>
    server.call('POST', `/api/runs/${runId}/events`, { afterSeq, events: [progress(message)] });
  expect((await add(1, 'one')).status).toBe(200);
  const refused = await add(1, 'two');
  expect([refused.status, refused.body.error.code]).toEqual([409, 'append_conflict']);
  const ahead = await add(9, 'three');
  expect([ahead.status, ahead.body.error.code]).toEqual([409, 'append_conflict']);
  expect((await server.journal.read(runId)).length).toBe(2);
});

test('only an open run of an agent takes events and bytes from a driver', async () => {
  const server = await serve();
  const { call } = server;
  const external = (await call('POST', '/api/runs', { kind: 'external' })).body.runId;
  const ended = await openRun(server);
  expect((await call('POST', `/api/runs/${ended}/end`)).body).toEqual({
    runId: ended,
    state: 'lost',
  });
  const id = blobId(new Uint8Array([1]));
  for (const [runId, code] of [
    [external, 'run_not_agent'],
    [ended, 'run_ended'],
    ['run_none', 'not_found'],
  ]) {
    const events = [progress('x')];
    const added = await call('POST', `/api/runs/${runId}/events`, { afterSeq: 1, events });
    expect(added.body.error.code).toBe(code);
    const put = await call('PUT', `/api/runs/${runId}/blobs/${id}`, '\u0001', {
      'content-type': 'application/octet-stream',
    });
    expect(put.body.error.code).toBe(code);
  }
});

test('a driver hands over a file, whose bytes have the id they are sent under', async () => {
  const server = await serve();
  const { call, journal, url } = server;
  const runId = await openRun(server);
  const content = new Uint8Array([0, 255, 13, 10]);
  const id = blobId(content);
  const put = async (under: string, body: Uint8Array<ArrayBuffer>, type?: string) => {
    const headers = { 'content-type': type ?? 'application/octet-stream' };
    const path = `${url}/api/runs/${runId}/blobs/${under}`;
    const answer = await fetch(path, { method: 'PUT', headers, body });
    return [answer.status, ((await answer.json()) as { ref?: string }).ref];
  };
  expect(await put(id, content)).toEqual([200, id]);
  expect(await journal.getBlob(id)).toEqual(content);
  expect(await put(blobId(new Uint8Array()), content)).toEqual([400, undefined]);
  expect(await put(id, content, 'text/plain')).toEqual([415, undefined]);
  expect(await put(id, new Uint8Array(64 * 1024 * 1024 + 1))).toEqual([413, undefined]);
  const captured = {
    type: 'deliverable.captured',
    path: 'notes.bin',
    size: 4,
    sha256: id.slice(7),
    mediaType: 'application/octet-stream',
    ref: id,
  };
  await call('POST', `/api/runs/${runId}/events`, { afterSeq: 1, events: [captured] });
  const file = await fetch(`${url}/api/runs/${runId}/files/2`);
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(content);
});

test('events that are none are refused by name, and none of their batch is added', async () => {
  const server = await serve();
  const runId = await openRun(server);
  const add = async (...events: unknown[]) => {
    const { body } = await server.call('POST', `/api/runs/${runId}/events`, {
      afterSeq: 1,
      events,
    });
    return body.error?.message as string;
  };
  expect(await add()).toContain('events');
  expect(await add(progress('a'), { type: 'run.progressed', percent: 101 })).toContain('events.1');
  expect(await add({ ...progress('a'), seq: 7 })).toContain('events.0.seq');
  expect(await add({ text: 'no type' })).toContain('events.0.type');
  expect(await add({ type: 'run.started', kind: 'agent', title: 'again' })).toContain('already');
  expect((await server.journal.read(runId)).length).toBe(1);
});

test('who asks an agent’s run to end, and why, stands in its journal', async () => {
  const server = await serve();
  const runId = await openRun(server);
  const asked = { by: 'mara', reason: 'wrong branch' };
  const { status, body } = await server.call('POST', `/api/runs/${runId}/cancel`, asked);
  expect([status, body]).toEqual([202, { runId, state: 'running' }]);
  expect((await server.journal.read(runId)).at(-1)).toMatchObject({
    type: 'run.cancel_requested',
    ...asked,
  });
});
