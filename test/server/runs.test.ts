import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { createRuntime } from '../../src/runs/create-runtime.ts';
import { createServerApp } from '../../src/server/create-server-app.ts';
import { endLostRuns } from '../../src/server/end-lost-runs.ts';
import { startServer } from '../../src/server/start-server.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { callTo, readToEnd, serve, until } from './support.ts';

const external = { kind: 'external', title: 'Nightly import' } as const;

test('an external run is opened, reported by its URL, seen folded, and ended', async () => {
  const { call, url } = await serve();
  const opened = await call('POST', '/api/runs', { ...external, tags: { by: 'mara' } });
  expect(opened.status).toBe(201);
  const { runId, url: emitter } = opened.body;
  expect(opened.headers.get('location')).toBe(`/api/runs/${runId}`);
  expect(emitter.startsWith(`${url}/events?t=`)).toBe(true);

  const begin = { v: 1, type: 'begin', call_id: 'c1', tool_name: 'docs.search', args: { q: 'x' } };
  const posted = await fetch(emitter, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...begin, at: 1 }),
  });
  expect(posted.status).toBe(202);

  const view = await call('GET', `/api/runs/${runId}`);
  expect(view.body).toMatchObject({
    runId,
    lastSeq: 2,
    run: { state: 'running', kind: 'external', title: 'Nightly import', tags: { by: 'mara' } },
    counts: { running: 1 },
    calls: [{ depth: 0, tool: 'docs.search', state: 'running', args: { value: { q: 'x' } } }],
    summary: { runId, state: 'running', calls: { running: 1 } },
  });

  const ended = await call('POST', `/api/runs/${runId}/end`, { summary: '12 rows' });
  expect([ended.status, ended.body]).toEqual([200, { runId, state: 'done' }]);
  const page = await call('GET', `/api/runs/${runId}/events?after=2`);
  expect(page.body).toMatchObject({
    events: [{ type: 'run.ended', seq: 3, outcome: 'done', summary: '12 rows' }],
    complete: true,
  });
  const again = await call('POST', `/api/runs/${runId}/end`);
  expect([again.status, again.body.error.code]).toEqual([410, 'run_ended']);
});

test('pages of events follow each other without a gap, and the last one says so', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [{ type: 'run.started', ...external }]);
  const wrote = { type: 'output.written', stream: 'stdout', text: 'x' } as const;
  await journal.append(
    'r',
    Array.from({ length: 2500 }, () => wrote),
  );
  const seqs = async (query: string): Promise<[number[], boolean]> => {
    const { body } = await call('GET', `/api/runs/r/events${query}`);
    return [body.events.map((event: { seq: number }) => event.seq), body.complete];
  };
  expect((await seqs(''))[0]).toHaveLength(1000);
  expect(await seqs('?after=1000&limit=2')).toEqual([[1001, 1002], false]);
  expect((await seqs('?after=1500&limit=10000'))[0]).toHaveLength(1001);
  expect(await seqs('?after=2501')).toEqual([[], false]);
  await journal.append('r', [{ type: 'run.ended', outcome: 'done' }]);
  expect(await seqs('?after=2501')).toEqual([[2502], true]);
  expect(await seqs('?after=2502')).toEqual([[], true]);
  expect(await seqs('?after=2500&limit=1')).toEqual([[2501], false]);
});

test('a page of events ends early when its text is large', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [{ type: 'run.started', ...external }]);
  const text = 'x'.repeat(20_000);
  const wrote = { type: 'output.written', stream: 'stdout', text } as const;
  await journal.append(
    'r',
    Array.from({ length: 2000 }, () => wrote),
  );
  const first = await call('GET', '/api/runs/r/events?limit=10000');
  expect(first.text.length).toBeLessThan(20_000_000);
  expect(first.body.complete).toBe(false);
  let after = first.body.events.at(-1).seq;
  while (after < 2001) {
    const { body } = await call('GET', `/api/runs/r/events?limit=10000&after=${after}`);
    expect(body.events[0].seq).toBe(after + 1);
    after = body.events.at(-1).seq;
  }
});

test('H-E2: a run of 50,000 calls, 1,000 of them in each other, is answered folded', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [{ type: 'run.started', ...external }]);
  const calls = Array.from({ length: 50_000 }, (_, index) => ({
    type: 'call.began' as const,
    callId: `c${index}`,
    ...(index > 0 && index < 1000 && { parentCallId: `c${index - 1}` }),
    tool: 't',
    args: { value: {} },
    road: 'event' as const,
  }));
  await journal.append('r', calls);
  const { body } = await call('GET', '/api/runs/r');
  expect(body.calls).toHaveLength(50_000);
  expect(body.calls[999]).toMatchObject({ callId: 'c999', depth: 999 });
  expect(body.counts.running).toBe(50_000);
});

test('the list has views, a filter, pages and totals', async () => {
  const { call } = await serve();
  const ids: string[] = [];
  for (const title of ['first', 'second', 'third']) {
    ids.unshift((await call('POST', '/api/runs', { kind: 'external', title })).body.runId);
  }
  await call('POST', `/api/runs/${ids[0]}/end`, { outcome: 'error' });
  const list = async (query: string): Promise<string[]> =>
    (await call('GET', `/api/runs${query}`)).body.runs.map((run: { title: string }) => run.title);
  expect(await list('')).toEqual(['third', 'second', 'first']);
  expect(await list('?view=failed')).toEqual(['third']);
  expect(await list('?q=second')).toEqual(['second']);
  const { body } = await call('GET', '/api/runs?limit=2');
  expect(body.totals).toMatchObject({ all: 3, live: 2, failed: 1 });
  expect(await list(`?limit=2&after=${encodeURIComponent(body.next)}`)).toEqual(['first']);
});

test('a program is started, called by its id at once, and its tools answer', async () => {
  const journal = createMemoryJournal();
  const add = defineTool({
    name: 'add',
    description: 'Adds.',
    input: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
    execute: ({ a, b }: { a: number; b: number }) => a + b,
  });
  await using runtime = createRuntime({ journal, tools: [add] });
  const { call, url } = await serve({ journal, runtime });
  const code = 'print(await tools.add(a=1, b=2))';
  const started = await call('POST', '/api/runs', { kind: 'code', code, title: 'Sum' });
  expect(started.status).toBe(201);
  const { runId } = started.body;
  const events = await readToEnd(`${url}/api/runs/${runId}/stream`);
  const types = events.map((event) => event.type).filter((type) => type !== 'output.written');
  expect(types).toEqual(['run.started', 'call.began', 'call.ended', 'run.ended']);
  expect((await call('GET', `/api/runs/${runId}/output`)).text).toBe('3\n');
  const wrong = await call('POST', '/api/runs', { kind: 'code', code, limits: { colour: 1 } });
  expect([wrong.status, wrong.body.error.code]).toEqual([400, 'bad_request']);
  expect(wrong.body.error.message).toContain('no limit named colour');
  expect((await journal.listRuns()).runs).toHaveLength(1);
});

test('the app answers calls from its own process, without a socket and without a sign-in', async () => {
  const journal = createMemoryJournal();
  const app = createServerApp({ journal });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(external);
  const opened = await app.request('/api/runs', { method: 'POST', headers, body });
  const { runId, url } = (await opened.json()) as { runId: string; url: string };
  expect(url).toMatch(/^http:\/\/localhost\/events\?t=/);
  const read = await app.request(`http://anything.example/api/runs/${runId}/events`);
  expect(await read.json()).toMatchObject({ events: [{ type: 'run.started' }], complete: false });
});

test('a server without a runtime says what it lacks', async () => {
  const { call, journal } = await serve();
  const answer = await call('POST', '/api/runs', { kind: 'code', code: '1' });
  expect([answer.status, answer.body.error.code]).toEqual([422, 'no_tools']);
  expect((await journal.listRuns()).runs).toEqual([]);
});

test('a program under way is cancelled, and so is a run that others report', async () => {
  const journal = createMemoryJournal();
  await using runtime = createRuntime({ journal });
  const { call, url } = await serve({ journal, runtime });
  const code = 'import asyncio\nawait asyncio.sleep(1000)';
  const { runId } = (await call('POST', '/api/runs', { kind: 'code', code })).body;
  const asked = await call('POST', `/api/runs/${runId}/cancel`);
  expect([asked.status, asked.body]).toEqual([202, { runId, state: 'running' }]);
  const events = await readToEnd(`${url}/api/runs/${runId}/stream`);
  expect(events.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'cancelled' });

  const other = (await call('POST', '/api/runs', external)).body.runId;
  const ended = await call('POST', `/api/runs/${other}/cancel`, {});
  expect([ended.status, ended.body]).toEqual([202, { runId: other, state: 'cancelled' }]);

  await journal.append('elsewhere', [{ type: 'run.started', kind: 'code', title: 'x' }]);
  const refused = await call('POST', '/api/runs/elsewhere/cancel');
  expect([refused.status, refused.body.error.code]).toEqual([409, 'run_not_cancellable']);
  const notEnded = await call('POST', '/api/runs/elsewhere/end');
  expect([notEnded.status, notEnded.body.error.code]).toEqual([409, 'run_not_external']);
});

test('a server that closes cancels its programs and leaves the runs of others open', async () => {
  const journal = createMemoryJournal();
  await using runtime = createRuntime({ journal });
  const server = await startServer({ journal, runtime, log: () => {} });
  const call = callTo(server.url);
  const code = 'import asyncio\nawait asyncio.sleep(1000)';
  const { runId } = (await call('POST', '/api/runs', { kind: 'code', code })).body;
  const other = (await call('POST', '/api/runs', external)).body.runId;
  const watching = readToEnd(`${server.url}/api/runs/${runId}/stream`);
  await server.close();
  expect((await journal.getRun(runId))?.ended).toMatchObject({ outcome: 'cancelled' });
  expect((await watching).at(-1)).toMatchObject({ type: 'run.ended', outcome: 'cancelled' });
  expect((await journal.getRun(other))?.ended).toBeUndefined();
  await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
});

test('H-E6: programs that a killed server left open are lost, runs of others stay open', async () => {
  const journal = createMemoryJournal();
  await journal.append('p', [
    { type: 'run.started', kind: 'code', title: 'x' },
    { type: 'call.began', callId: 'c', tool: 't', args: { value: {} }, road: 'host-call' },
  ]);
  await journal.append('e', [{ type: 'run.started', ...external }]);
  const { call, logged } = await serve({ journal, endLostRuns: true });
  const { body } = await call('GET', '/api/runs/p');
  expect(body.run.state).toBe('lost');
  expect(body.calls).toMatchObject([{ callId: 'c', state: 'unfinished' }]);
  expect(body.applied.unknown).toBe(1);
  expect((await call('GET', '/api/runs/e')).body.run.state).toBe('running');
  expect(logged).toEqual(['programs that an earlier process left open, ended as lost: 1']);
  expect(await endLostRuns(journal)).toEqual([]);
});

test('ended runs are deleted one by one or by a rule, and open ones are not', async () => {
  const { call } = await serve();
  const ids: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    ids.push((await call('POST', '/api/runs', external)).body.runId);
  }
  const [first, second, third, open] = ids;
  const refused = await call('DELETE', `/api/runs/${open}`);
  expect([refused.status, refused.body.error.code]).toEqual([409, 'run_not_ended']);
  for (const id of [first, second, third]) await call('POST', `/api/runs/${id}/end`);
  expect((await call('DELETE', `/api/runs/${first}`)).status).toBe(204);
  const gone = await call('GET', `/api/runs/${first}/events`);
  expect([gone.status, gone.body.error.code]).toEqual([410, 'run_deleted']);
  expect(gone.body.deleted.summary).toMatchObject({ title: 'Nightly import', state: 'done' });
  const dry = await call('POST', '/api/prune', { keep: 1, dryRun: true });
  expect(dry.body).toEqual({ runIds: [second] });
  expect((await call('POST', '/api/prune', { keep: 1 })).body).toEqual({ runIds: [second] });
  expect((await call('POST', '/api/prune', {})).status).toBe(400);
  expect((await call('GET', '/api/runs')).body.totals).toMatchObject({ all: 2, live: 1 });
});

test('more programs than may run at once are refused, and room is made when one ends', async () => {
  const journal = createMemoryJournal();
  const ends: (() => void)[] = [];
  let count = 0;
  // A runner that only keeps runs open: sixteen interpreters would take the machine's memory.
  const runtime: NonNullable<Parameters<typeof startServer>[0]['runtime']> = {
    async run({ onEvent }) {
      const runId = `r${++count}`;
      const [event] = await journal.append(runId, [
        { type: 'run.started', kind: 'code', title: runId },
      ]);
      if (event !== undefined) onEvent?.(event);
      await new Promise<void>((resolve) => ends.push(resolve));
      await journal.append(runId, [{ type: 'run.ended', outcome: 'done' }]);
      return { runId };
    },
  };
  const server = await serve({ journal, runtime });
  const start = () => server.call('POST', '/api/runs', { kind: 'code', code: '1' });
  for (let index = 0; index < 16; index += 1) expect((await start()).status).toBe(201);
  const refused = await start();
  expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_runs']);
  ends.shift()?.();
  await until(async () => (await start()).status === 201);
  for (const end of ends) end();
});
