import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readToEnd, serve } from './support.ts';

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u001b[2J\u001b]8;;https://attacker.example\u0007click\u001b]8;;\u0007',
  'abc\u202egnp.exe\u2066\u200b',
  '\n\ndata: forged\nevent: end\nid: 99\n\n',
  '\r\nset-cookie: a=b\r\n\r\n',
  '\u0000\u2028\u2029\ufeff',
  '{"__proto__":{"polluted":true}}',
];

test('H-E4: hostile text goes in and comes out as the same text, by every road of the API', async () => {
  const { call, url } = await serve();
  for (const text of HOSTILE) {
    const opened = await call('POST', '/api/runs', {
      kind: 'external',
      title: text,
      tags: { [text]: text },
    });
    expect(opened.status).toBe(201);
    const { runId } = opened.body;
    await call('POST', `/api/runs/${runId}/end`, { summary: text });
    const started = { title: text, tags: { [text]: text } };
    expect((await call('GET', `/api/runs/${runId}`)).body.run).toMatchObject(started);
    const events = await readToEnd(`${url}/api/runs/${runId}/stream`);
    expect(events).toMatchObject([started, { summary: text }]);
    expect(events).toEqual((await call('GET', `/api/runs/${runId}/events`)).body.events);
    const query = encodeURIComponent(`kind:external ${JSON.stringify(text)}`);
    expect((await call('GET', `/api/runs?q=${query}`)).status).toBeLessThan(500);
  }
});

test('H-E4: a key named __proto__ is a key like any other', async () => {
  const { call, journal } = await serve();
  const body = '{"kind":"external","tags":{"__proto__":"x","constructor":"y"}}';
  const { runId } = (await call('POST', '/api/runs', body)).body;
  const [event] = await journal.read(runId);
  expect(JSON.stringify(event)).toContain('"tags":{"__proto__":"x","constructor":"y"}');
  expect(({} as Record<string, unknown>).x).toBeUndefined();
  const refused = await call('POST', '/api/runs', '{"kind":"external","__proto__":{}}');
  expect(refused.body.error.message).toContain('__proto__');
});

test('H-E4: JSON of 10,000 levels is refused or kept as text, and the server lives on', async () => {
  const { call, url } = await serve();
  const deep = '['.repeat(10_000) + ']'.repeat(10_000);
  expect((await call('POST', '/api/runs', deep)).status).toBe(400);
  expect((await call('POST', '/api/runs', `{"kind":"external","tags":${deep}}`)).status).toBe(400);
  const opened = (await call('POST', '/api/runs', { kind: 'external' })).body;
  const event = `{"v":1,"type":"begin","call_id":"c","tool_name":"t","args":{"a":${deep}},"at":1}`;
  const posted = await call('POST', opened.url.slice(url.length), event);
  expect([202, 400]).toContain(posted.status);
  expect((await call('GET', `/api/runs/${opened.runId}`)).status).toBe(200);
  await call('POST', `/api/runs/${opened.runId}/end`);
  const events = await readToEnd(`${url}/api/runs/${opened.runId}/stream`);
  expect(events.at(-1)?.type).toBe('run.ended');
});

test('H-E4: strings of a megabyte pass whole where they are data and are refused where they are names', async () => {
  const { call, journal, url } = await serve();
  const long = 'é'.repeat(400_000);
  expect((await call('POST', '/api/runs', { kind: 'external', title: long })).status).toBe(400);
  await journal.append('r', [
    { type: 'run.started', kind: 'external', title: long },
    { type: 'output.written', stream: 'stdout', text: long },
    { type: 'attention.raised', id: 'q', reason: long },
  ]);
  const { requests } = (await call('GET', '/api/attention')).body;
  expect(requests[0].text.length).toBeLessThanOrEqual(501);
  await journal.append('r', [{ type: 'run.ended', outcome: 'done' }]);
  const events = await readToEnd(`${url}/api/runs/r/stream`);
  expect(events[1]).toMatchObject({ text: long });
});

test('H-E4: any event text comes out of the stream as it stands in the journal', async () => {
  const { journal, url } = await serve();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 10 }),
      async (texts) => {
        const runId = `run_${++count}`;
        await journal.append(runId, [
          { type: 'run.started', kind: 'external', title: texts[0] ?? '' },
          ...texts.map((text) => ({ type: 'output.written', stream: 'stderr', text }) as const),
          { type: 'run.ended', outcome: 'done' },
        ]);
        const seen = await readToEnd(`${url}/api/runs/${runId}/stream`);
        expect(seen).toEqual(await journal.read(runId));
      },
    ),
    { numRuns: 50 },
  );
});
