import { expect, test } from 'vitest';
import * as z from 'zod';
import type { ToolContext } from '../../src/tools/tool.ts';
import { deferred, setUpBroker, tool } from './broker-setup.ts';

const echo = tool('echo', (args) => args);

test('a call is recorded, executed, recorded and answered, in this order', async () => {
  const steps: string[] = [];
  const look = tool('look', ({ q }) => {
    steps.push('execute');
    return { hits: [q] };
  });
  const { broker, events } = setUpBroker([look], {
    record: (event) => {
      steps.push(event.type);
      events.push(event);
    },
  });
  const outcome = await broker.call({
    callId: 'c1',
    parentCallId: 'c0',
    tool: 'look',
    argsJson: '{"q":"x"}',
    line: 7,
    road: 'host-call',
  });
  expect(outcome).toEqual({
    callId: 'c1',
    status: 'ok',
    resultJson: '{"hits":["x"]}',
    applied: 'yes',
  });
  expect(steps).toEqual(['call.began', 'execute', 'call.ended']);
  expect(events).toEqual([
    {
      type: 'call.began',
      callId: 'c1',
      parentCallId: 'c0',
      tool: 'look',
      args: { value: { q: 'x' } },
      line: 7,
      road: 'host-call',
    },
    {
      type: 'call.ended',
      callId: 'c1',
      status: 'ok',
      result: { value: { hits: ['x'] } },
      applied: 'yes',
    },
  ]);
  expect(broker.counts()).toEqual({ ok: 1, error: 0, refused: 0, cancelled: 0, timed_out: 0 });
  expect(broker.openCalls()).toEqual([]);
});

test('a tool is told the call, the run and nothing of the host', async () => {
  let told: ToolContext | undefined;
  const look = tool('look', (_, context) => {
    told = context;
    return null;
  });
  await setUpBroker([look]).call('look');
  expect({ ...told, progress: undefined }).toEqual({
    callId: 'c1',
    runId: 'run_1',
    signal: expect.any(AbortSignal),
    progress: undefined,
    emitterEnv: expect.any(Function),
  });
  expect(told?.signal.aborted).toBe(false);
  expect(told?.emitterEnv()).toEqual({});
});

test('a tool is told where what it starts can report, for its own call', async () => {
  const told: unknown[] = [];
  const look = tool('look', (_, { emitterEnv }) => told.push(emitterEnv()));
  const emitterUrl = (callId: string): string => `http://localhost/events?t=${callId}`;
  const { call } = setUpBroker([look], { emitterUrl });
  await call('look');
  await call('look');
  const variables = (url: string) => ({ CAUSEWAY_URL: url, ATHENA_PTC_URL: url });
  expect(told).toEqual([
    variables('http://localhost/events?t=c1'),
    variables('http://localhost/events?t=c2'),
  ]);
});

test('arguments can be given as a value, of which the tool gets a copy', async () => {
  let seen: unknown;
  const keep = tool('keep', (args) => {
    seen = args;
    return null;
  });
  const { broker, events } = setUpBroker([keep]);
  const args = { list: [1], big: 2n ** 64n };
  const outcome = await broker.call({ callId: 'a', tool: 'keep', args, road: 'event' });
  expect(outcome.status).toBe('ok');
  expect(seen).toEqual(args);
  expect(seen).not.toBe(args);
  expect(events[0]).toMatchObject({ args: { preview: '{"list":[1],"big":18446744073709551616}' } });
  const bad = { when: new Date(0) };
  expect(await broker.call({ callId: 'b', tool: 'keep', args: bad, road: 'event' })).toMatchObject({
    status: 'refused',
    error: { code: 'invalid_arguments', message: expect.stringContaining('args.when is a Date') },
  });
});

test('H-P3 numbers and null arguments reach the tool exactly', async () => {
  let seen: unknown;
  const keep = tool('keep', (args) => {
    seen = args;
    return args;
  });
  const text = '{"none":null,"big":9007199254740993,"zero":-0.0,"id":1,"type":"call.ended"}';
  const outcome = await setUpBroker([keep]).call('keep', text);
  expect(seen).toStrictEqual({
    none: null,
    big: 9007199254740993n,
    zero: -0,
    id: 1,
    type: 'call.ended',
  });
  expect(outcome).toMatchObject({ resultJson: text });
});

test('a result is what it was when the tool returned it', async () => {
  const value = { rows: [1] };
  const { call, events } = setUpBroker([tool('rows', () => value)]);
  const outcome = call('rows');
  value.rows.push(2);
  expect(await outcome).toMatchObject({ resultJson: '{"rows":[1]}' });
  expect(events[1]).toMatchObject({ result: { value: { rows: [1] } } });
});

test('large arguments and results are recorded as a preview and a size', async () => {
  const text = 'x'.repeat(9000);
  const { call, events } = setUpBroker([echo]);
  expect(await call('echo', { text })).toMatchObject({ status: 'ok' });
  const preview = `{"text":"${'x'.repeat(4087)}`;
  expect(events).toMatchObject([
    { args: { preview, bytes: 9011 } },
    { result: { preview, bytes: 9011 } },
  ]);
});

test('whoever records may keep whole values elsewhere', async () => {
  const kept: string[] = [];
  const { call, events } = setUpBroker([echo], {
    recordValue: (json) => {
      kept.push(json);
      return { preview: '…', bytes: json.length, ref: `blob ${kept.length}` };
    },
  });
  await call('echo', { a: 1 });
  expect(kept).toEqual(['{"a":1}', '{"a":1}']);
  expect(events).toMatchObject([{ args: { ref: 'blob 1' } }, { result: { ref: 'blob 2' } }]);
});

test('the input schema’s output is what the tool gets, the output schema’s is what is sent', async () => {
  const double = tool('double', ({ n }) => ({ n: (n as number) * 2, secret: 1 }), {
    input: z.object({ n: z.coerce.number().default(4) }),
    output: z.object({ n: z.number().transform(String) }),
  });
  const { call } = setUpBroker([double]);
  expect(await call('double', { n: '3' })).toMatchObject({ resultJson: '{"n":"6"}' });
  expect(await call('double')).toMatchObject({ resultJson: '{"n":"8"}' });
});

test('asynchronous schemas are waited for', async () => {
  const input = z.object({ n: z.number().refine(async (n) => n > 0, 'must be positive') });
  const output = z.number().refine(async (n) => n < 10, 'must be small');
  const { call } = setUpBroker([tool('f', ({ n }) => n, { input, output })]);
  expect(await call('f', { n: 5 })).toMatchObject({ status: 'ok', resultJson: '5' });
  expect(await call('f', { n: -5 })).toMatchObject({
    status: 'refused',
    error: { message: 'f() got what does not fit: n: must be positive; call it as f(n: float)' },
  });
  expect(await call('f', { n: 50 })).toMatchObject({
    status: 'error',
    error: {
      code: 'result_invalid',
      message: 'Tool f returned what does not fit its output schema: result: must be small',
    },
  });
});

test('a tool is called by its name in Python, or as its author wrote it, and recorded as that', async () => {
  const { call, events } = setUpBroker([tool('list-files', () => [])]);
  expect(await call('list_files')).toMatchObject({ status: 'ok' });
  expect(await call('list-files')).toMatchObject({ status: 'ok' });
  expect(events).toMatchObject([{ tool: 'list-files' }, {}, { tool: 'list-files' }, {}]);
});

test('calls that are under way can be listed', async () => {
  const { promise, resolve } = deferred();
  const { broker, call } = setUpBroker([tool('wait', () => promise)]);
  const first = call('wait');
  void broker.call({
    callId: 'x',
    parentCallId: 'c1',
    tool: 'wait',
    args: {},
    line: 3,
    road: 'log',
  });
  expect(broker.openCalls()).toEqual([
    { callId: 'c1', tool: 'wait', road: 'host-call' },
    { callId: 'x', parentCallId: 'c1', tool: 'wait', line: 3, road: 'log' },
  ]);
  resolve(null);
  await first;
  await broker.close();
  expect(broker.openCalls()).toEqual([]);
});

test('a thenable is a promise', async () => {
  // biome-ignore lint/suspicious/noThenProperty: tools return such things.
  const thenable = { then: (done: (value: string) => void) => done('later') };
  const { call } = setUpBroker([tool('f', () => thenable)]);
  expect(await call('f')).toMatchObject({ status: 'ok', resultJson: '"later"' });
});

test('a decision before the call can refuse it', async () => {
  const decided: unknown[] = [];
  const { call, events } = setUpBroker([echo], {
    decide: async ({ callId, tool: { name }, args, signal }) => {
      decided.push([callId, name, args, signal.aborted]);
      if ((args as { n: number }).n > 1) {
        return { name: 'DeniedError', message: 'Not that many', code: 'denied' };
      }
      return undefined;
    },
  });
  expect(await call('echo', { n: 1 })).toMatchObject({ status: 'ok' });
  expect(await call('echo', { n: 2 })).toEqual({
    callId: 'c2',
    status: 'refused',
    error: { name: 'DeniedError', message: 'Not that many', code: 'denied' },
    applied: 'no',
  });
  expect(decided).toEqual([
    ['c1', 'echo', { n: 1 }, false],
    ['c2', 'echo', { n: 2 }, false],
  ]);
  expect(events.map((event) => event.type)).toEqual([
    'call.began',
    'call.ended',
    'call.began',
    'call.ended',
  ]);
  const failing = setUpBroker([echo], {
    decide: () => {
      throw new Error('no one there');
    },
  });
  expect(await failing.call('echo')).toMatchObject({
    status: 'refused',
    error: { code: 'internal_error', message: 'The decision on the call failed: no one there' },
  });
});
