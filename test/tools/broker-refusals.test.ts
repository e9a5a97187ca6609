import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { deferred, setUpBroker, tool } from './broker-setup.ts';

const never = () => {
  throw new Error('must not be called');
};
const search = tool('search', never, {
  input: z.object({
    q: z.string(),
    limit: z.int().max(100).default(10),
    tags: z.array(z.string()).optional(),
  }),
});

describe('H-P7 a tool that is not offered', () => {
  test('is refused with those that are and the nearest one, and recorded', async () => {
    const { call, events, broker } = setUpBroker([search, tool('list-files', never)]);
    const error = {
      name: 'UnknownToolError',
      code: 'unknown_tool',
      message:
        "No tool is named 'listFiles'; the tools are list_files, search; did you mean list_files?",
    };
    expect(await call('listFiles', { a: 1 })).toEqual({
      callId: 'c1',
      status: 'refused',
      error,
      applied: 'no',
    });
    expect(events).toEqual([
      {
        type: 'call.began',
        callId: 'c1',
        tool: 'listFiles',
        args: { value: { a: 1 } },
        road: 'host-call',
      },
      { type: 'call.ended', callId: 'c1', status: 'refused', error, applied: 'no' },
    ]);
    expect(broker.counts().refused).toBe(1);
  });

  test.each<[unknown, string]>([
    ['nope', "No tool is named 'nope'; the tools are search"],
    ['__proto__', "No tool is named '__proto__'; the tools are search"],
    ['constructor', "No tool is named 'constructor'; the tools are search"],
    ['x'.repeat(1000), `No tool is named '${'x'.repeat(80)}…'; the tools are search`],
    [7, 'No tool is named number; the tools are search'],
  ])('%# whatever it is called', async (name, message) => {
    const { call } = setUpBroker([search]);
    expect(await call(name as string)).toMatchObject({ status: 'refused', error: { message } });
  });

  test('is told when there are none, or many', async () => {
    expect(await setUpBroker([]).call('x')).toMatchObject({
      error: { message: "No tool is named 'x'; no tools are offered" },
    });
    const many = Array.from({ length: 60 }, (_, index) => tool(`tool_${index + 10}`, never));
    expect(await setUpBroker(many).call('x')).toMatchObject({
      error: { message: expect.stringMatching(/tool_10, tool_11, .*, tool_59 and 10 more$/) },
    });
  });
});

describe('H-P6 arguments that do not fit', () => {
  const signature = 'search(q: str, limit: int = 10, tags: list[str] = ...)';

  test.each<[string, string]>([
    ['{}', `search() is missing the argument 'q'; call it as ${signature}`],
    [
      '{"q":"x","limt":1}',
      `search() has no argument 'limt' (did you mean 'limit'?); call it as ${signature}`,
    ],
    ['{"q":"x","zzz":1}', `search() has no argument 'zzz'; call it as ${signature}`],
    ['{"q":"x","__proto__":1}', `search() has no argument '__proto__'; call it as ${signature}`],
    [
      '{"q":null}',
      `search() got what does not fit: q: Invalid input: expected string, received null; call it as ${signature}`,
    ],
    [
      '{"q":1,"limit":"2","tags":["a",3]}',
      'search() got what does not fit: q: Invalid input: expected string, received number, ' +
        'limit: Invalid input: expected number, received string, ' +
        `tags[1]: Invalid input: expected string, received number; call it as ${signature}`,
    ],
    [
      '["x"]',
      `search() takes its arguments as an object, by name, not ["x"]; call it as ${signature}`,
    ],
    [
      'null',
      `search() takes its arguments as an object, by name, not null; call it as ${signature}`,
    ],
    [
      '{"q":',
      `search() was given arguments that cannot be read: The text is not JSON: Unexpected end of JSON input; call it as ${signature}`,
    ],
    [
      `{"q":${'['.repeat(600)}${']'.repeat(600)}}`,
      `search() was given arguments that cannot be read: The JSON is nested deeper than 512 levels; call it as ${signature}`,
    ],
  ])('%s are refused with the signature, and the tool is not called', async (args, message) => {
    const { call, events } = setUpBroker([search]);
    expect(await call('search', args)).toEqual({
      callId: 'c1',
      status: 'refused',
      error: { name: 'TypeError', code: 'invalid_arguments', message },
      applied: 'no',
    });
    expect(events).toHaveLength(2);
  });

  test('are refused by JSON Schema the same way', async () => {
    const input = { properties: { n: { type: 'integer' }, s: { enum: ['a'] } }, required: ['n'] };
    const { call } = setUpBroker([tool('f', never, { input })]);
    expect(await call('f', { n: 1.5, s: 'b' })).toMatchObject({
      status: 'refused',
      error: {
        message:
          'f() got what does not fit: n: must be integer, s: must be one of "a"; call it as f(n: int, s: Literal[\'a\'] = ...)',
      },
    });
    expect(await call('f', {})).toMatchObject({
      error: {
        message: "f() is missing the argument 'n'; call it as f(n: int, s: Literal['a'] = ...)",
      },
    });
  });

  test('many faults are counted, not listed', async () => {
    const input = z.object({ list: z.array(z.string()) });
    const { call } = setUpBroker([tool('f', never, { input })]);
    const outcome = await call('f', { list: Array.from({ length: 500 }, () => 1) });
    expect(outcome).toMatchObject({
      error: { message: expect.stringMatching(/list\[4\].*, and 495 more; call it as/) },
    });
  });

  test('a schema that throws refuses the call', async () => {
    const input = z.object({
      q: z.string().refine(() => {
        throw new Error('broken schema');
      }),
    });
    const { call } = setUpBroker([tool('f', never, { input })]);
    expect(await call('f', { q: 'x' })).toMatchObject({
      status: 'refused',
      error: {
        message: 'f() could not check its arguments: broken schema; call it as f(q: str)',
      },
    });
  });
});

describe('H-L4 a limit that would be passed', () => {
  test('argument bytes, counted as UTF-8', async () => {
    const { call, events } = setUpBroker([tool('echo', (args) => args)], {
      limits: { argumentBytes: 20 },
    });
    expect(await call('echo', '{"text":"éééé"}')).toMatchObject({ status: 'ok' });
    expect(await call('echo', '{"text":"ééééé"}')).toEqual({
      callId: 'c2',
      status: 'refused',
      error: {
        name: 'LimitError',
        code: 'arguments_too_large',
        message:
          'echo() was given more than 20 bytes of arguments (limit argumentBytes); pass less, or put the data into a file',
      },
      applied: 'no',
    });
    expect(events).toHaveLength(4);
  });

  test('calls of the run; refused ones are none', async () => {
    const { call, broker } = setUpBroker([tool('f', () => 1), search], { limits: { calls: 2 } });
    await call('search');
    await call('nope');
    expect(await call('f')).toMatchObject({ status: 'ok' });
    expect(await call('f')).toMatchObject({ status: 'ok' });
    expect(await call('f')).toEqual({
      callId: 'c5',
      status: 'refused',
      error: {
        name: 'LimitError',
        code: 'calls_exceeded',
        message: 'The run has made all the 2 calls it may make (limit calls)',
      },
      applied: 'no',
    });
    expect(broker.counts()).toMatchObject({ ok: 2, refused: 3 });
  });

  test('calls under way', async () => {
    const { promise, resolve } = deferred();
    const { call } = setUpBroker([tool('wait', () => promise)], { limits: { callsInFlight: 2 } });
    const waiting = [call('wait'), call('wait')];
    expect(await call('wait')).toMatchObject({
      status: 'refused',
      error: {
        name: 'LimitError',
        code: 'calls_in_flight_exceeded',
        message:
          '2 calls are under way, as many as there may be (limit callsInFlight); wait for one of them first',
      },
    });
    resolve(1);
    expect(await Promise.all(waiting)).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
    expect(await call('wait')).toMatchObject({ status: 'ok' });
  });

  test('calls under way whose arguments are being checked', async () => {
    const { promise, resolve } = deferred<boolean>();
    const input = z.object({ q: z.string().refine(() => promise) });
    const { call } = setUpBroker([tool('f', () => 1, { input })], { limits: { callsInFlight: 1 } });
    const first = call('f', { q: 'a' });
    expect(await call('f', { q: 'b' })).toMatchObject({
      error: { code: 'calls_in_flight_exceeded' },
    });
    resolve(true);
    expect(await first).toMatchObject({ status: 'ok' });
  });

  test('result bytes; the call is told to have been made', async () => {
    const { call } = setUpBroker([tool('big', () => 'x'.repeat(100))], {
      limits: { resultBytes: 101 },
    });
    expect(await call('big')).toEqual({
      callId: 'c1',
      status: 'error',
      error: {
        name: 'LimitError',
        code: 'result_too_large',
        message:
          'Tool big returned more than 101 bytes of JSON (limit resultBytes); ask it for less, or for parts',
      },
      applied: 'yes',
    });
  });
});

describe('H-P13 call ids', () => {
  test('a used one is refused and leaves the first call alone', async () => {
    const { promise, resolve } = deferred();
    const { broker, events } = setUpBroker([tool('wait', () => promise)]);
    const request = { callId: 'same', tool: 'wait', args: {}, road: 'host-call' as const };
    const first = broker.call(request);
    const refused = {
      callId: 'same',
      status: 'refused',
      error: {
        name: 'CallIdError',
        code: 'duplicate_call',
        message: 'The call id same has been used; each call needs its own',
      },
      applied: 'no',
    };
    expect(await broker.call(request)).toEqual(refused);
    resolve('first');
    expect(await first).toMatchObject({ status: 'ok', resultJson: '"first"' });
    expect(await broker.call(request)).toEqual(refused);
    expect(events.map((event) => event.type)).toEqual(['call.began', 'call.ended']);
    expect(broker.notRecorded()).toBe(2);
    expect(broker.counts()).toMatchObject({ ok: 1, refused: 2 });
  });

  test.each([[''], ['x'.repeat(257)], [7]])('%# an unusable one is refused', async (callId) => {
    const { broker } = setUpBroker([search]);
    const request = { callId: callId as string, tool: 'search', args: {}, road: 'log' as const };
    expect(await broker.call(request)).toMatchObject({
      status: 'refused',
      error: { message: 'A call id is a text of 1 to 256 characters' },
    });
  });
});

test('refusals without end do not fill the journal, but are counted', async () => {
  const { broker, call, events } = setUpBroker([search]);
  for (let count = 0; count < 10_050; count += 1) await call('nope');
  expect(events).toHaveLength(20_000);
  expect(broker.counts().refused).toBe(10_050);
  expect(broker.notRecorded()).toBe(50);
});
