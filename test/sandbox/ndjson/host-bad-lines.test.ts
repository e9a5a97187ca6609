import { expect, test } from 'vitest';
import { envelopeOf, evaluate, resultOf, sharedHost, startHost } from './raw-host.ts';

const shared = sharedHost();

const faulty = (error: string, id: unknown = null) => ({
  id,
  ok: false,
  error: expect.stringContaining(error),
});
const NO_MESSAGE = 'a line is no message: ';

test.each([
  ['words', 'hello there\n', `${NO_MESSAGE}the text is not JSON`],
  ['half an object', '{"id":1,"method":"li\n', `${NO_MESSAGE}the text is not JSON`],
  [
    'two frames that were mixed',
    '{"id":1,"meth{"id":2,"method":"listDir"}od":"listDir"}\n',
    `${NO_MESSAGE}the text is not JSON`,
  ],
  ['two objects in one line', '{"id":1}{"id":2}\n', `${NO_MESSAGE}the text is not JSON`],
  ['a NUL', '\0\n', `${NO_MESSAGE}the text is not JSON`],
  [
    'a NUL inside of a string',
    '{"id":"a\0b","method":"listDir"}\n',
    `${NO_MESSAGE}the text is not JSON`,
  ],
  ['an array', '[{"id":1,"method":"listDir"}]\n', `${NO_MESSAGE}it is no JSON object`],
  ['a string', '"listDir"\n', `${NO_MESSAGE}it is no JSON object`],
  ['null', 'null\n', `${NO_MESSAGE}it is no JSON object`],
  [
    'bytes that are not UTF-8',
    Buffer.from('7b226964223a22ff227d0a', 'hex'),
    `${NO_MESSAGE}it is not UTF-8`,
  ],
  ['endless brackets', `${'['.repeat(100_000)}\n`, `${NO_MESSAGE}the JSON is nested deeper`],
  ['an empty object', '{}\n', 'a request needs a method: a string'],
  ['a method that is no string', '{"method":["init"]}\n', 'a request needs a method: a string'],
  ['a method of every object', '{"method":"toString"}\n', 'unknown method: toString'],
  ['the method __proto__', '{"method":"__proto__"}\n', 'unknown method: __proto__'],
  ['a long method', `{"method":"${'m'.repeat(5000)}"}\n`, `unknown method: ${'m'.repeat(200)}…`],
])('H-P13 %s is answered once, and the session goes on', async (_what, line, told) => {
  const host = await shared();
  host.send(line, { id: 'after', method: 'listDir' });
  const replies = await host.take(2);
  expect(replies).toContainEqual(faulty(told));
  expect(replies).toContainEqual({ id: 'after', ok: true, result: { events: [], output: '' } });
});

test.each([
  ['init', { initialFiles: {} }, 'params.initialFiles must be an array, not an object'],
  ['init', { initialFiles: [{ path: 'a' }] }, 'params.initialFiles[0].contentBase64 is missing'],
  ['init', { allowedHosts: [1] }, 'params.allowedHosts[0] must be a string, not 1'],
  ['init', { allowedHosts: 'a' }, 'params.allowedHosts must be an array, not "a"'],
  ['init', { limits: { calls: 'many' } }, 'params.limits.calls must be a number, not "many"'],
  ['init', { limits: { cals: 1 } }, 'There is no limit named cals'],
  ['init', 'params', 'params must be an object, not "params"'],
  ['init', [], 'params must be an object, not an array'],
  ['runPtc', {}, 'params.code is missing'],
  ['runPtc', { code: null }, 'params.code must be a string, not null'],
  ['runPtc', { code: '1', tools: 'search' }, 'params.tools must be an array, not "search"'],
  ['runPtc', { code: '1', tools: [null] }, 'params.tools[0] must be a string, not null'],
  ['runPtc', { code: '1', tools: [''] }, '"" cannot be the name of a tool'],
  ['runPtc', { code: '1', tools: ['__class__'] }, '"__class__" cannot be the name of a tool'],
  ['runPtc', { code: '1', limits: { memoryBytes: 1 } }, 'Limit memoryBytes is'],
  ['run', { command: 1 }, 'params.command must be a string, not 1'],
  ['writeFile', { path: 'a' }, 'params.contentBase64 is missing'],
  ['writeFile', { path: 1, contentBase64: '' }, 'params.path must be a string, not 1'],
  ['readFile', {}, 'params.path is missing'],
  ['listDir', { path: {} }, 'params.path must be a string, not an object'],
  ['listDir', { path: '/nowhere' }, 'not found'],
  ['installPythonPackages', {}, 'params.requirements is missing'],
  [
    'installPythonPackages',
    { requirements: [1] },
    'params.requirements must be a string or a list of strings, not an array',
  ],
  [
    'installPythonPackages',
    { requirements: 'a', options: { deps: 'no' } },
    'params.options.deps must be a boolean, not "no"',
  ],
])('H-P13 %s with %j is refused by name', async (method, params, told) => {
  const host = await shared();
  expect(await host.ask(method, params as object, 'bad')).toEqual(faulty(told, 'bad'));
  expect(await evaluate(host, '1 + 1')).toBe(2);
});

test('H-P13 JSON that cannot be carried exactly is answered to its id', async () => {
  const host = await shared();
  host.send(`{"id":"deep","method":"listDir","params":${'['.repeat(600)}${']'.repeat(600)}}\n`);
  expect(await host.next()).toEqual(faulty('the JSON is nested deeper than 512 levels', 'deep'));
  host.send('{"id":7,"method":"listDir","params":{"n":1e999}}\n');
  expect(await host.next()).toEqual(faulty('the number 1e999 is too large', 7));
  host.send(`{"id":"long","method":"listDir","params":{"n":${'9'.repeat(4301)}}}\n`);
  expect(await host.next()).toEqual(faulty('an integer of more than 4300 digits', 'long'));
});

test('H-P13 an answer that cannot be read fails its call, and the program goes on', async () => {
  const host = await shared();
  const code = `
told = []
for _ in range(4):
    try:
        told.append(await tools.t())
    except ToolError as error:
        told.append(error.message)
told`;
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['t'] } });
  const answers = [
    (id: string) => `"id":"${id}","ok":true,"value":${'['.repeat(600)}${']'.repeat(600)}`,
    (id: string) => `"id":"${id}","ok":true,"value":1e999`,
    (id: string) => `"id":"${id}","ok":"yes","value":1`,
    (id: string) => `"id":"${id}","ok":false,"error":["a"],"message":{"b":1},"code":2`,
  ];
  for (const answer of answers) {
    const { id } = await host.next();
    host.send(`{"type":"host_call_result",${answer(String(id))}}\n`);
  }
  expect(envelopeOf(await host.next()).value).toEqual([
    'the answer to the call cannot be read: the JSON is nested deeper than 512 levels',
    'the answer to the call cannot be read: the number 1e999 is too large; send it as a string',
    'the answer to the call has no ok of true or false',
    '',
  ]);
});

test('H-P13 answers for no call that waits are told once and change nothing', async () => {
  const host = await startHost();
  host.send({ type: 'host_call_result', id: 'hc_1', ok: true, value: 'before any call' });
  host.send({ id: 'run', method: 'runPtc', params: { code: 'await tools.t()', tools: ['t'] } });
  const { id } = await host.next();
  for (const wrong of ['hc_2', 'hc_01', 'HC_1', 1, null, { a: [2n ** 0n === 1n] }, undefined]) {
    host.send({ type: 'host_call_result', id: wrong, ok: true, value: 'wrong' });
  }
  host.send('{"type":"host_call_result","id":123456789012345678901234567890,"ok":true}\n');
  host.send({ type: 'host_call_result', id, ok: true, value: 'right' });
  host.send({ type: 'host_call_result', id, ok: true, value: 'again' });
  expect(envelopeOf(await host.next()).value).toBe('right');
  host.send({ type: 'host_call_result', id, ok: false, error: 'Late', message: 'after the end' });
  expect(await evaluate(host, '1 + 1')).toBe(2);
  host.send({ id: 'bye', method: 'close' });
  const { log } = await host.end();
  expect(log).toBe(
    'causeway host: a host_call_result is for no call that waits: its id is "hc_1"; the next of this kind are only counted\n' +
      'causeway host: a host_call_result is for no call that waits: 11 times\n',
  );
});

test('H-P13 answers to calls that the program gave up are expected and not told', async () => {
  const host = await startHost();
  const code = `
import asyncio
try:
    await asyncio.wait_for(tools.slow(), 0.05)
except TimeoutError:
    print('gave up')
await tools.quick()`;
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['slow', 'quick'] } });
  const [slow, quick] = await host.take(2);
  host.send({ type: 'host_call_result', id: slow?.id, ok: true, value: 'late' });
  host.send({ type: 'host_call_result', id: quick?.id, ok: true, value: 'in time' });
  expect(envelopeOf(await host.next())).toMatchObject({ stdout: 'gave up\n', value: 'in time' });
  host.send({ id: 'bye', method: 'close' });
  expect((await host.end()).log).toBe('');
});

test('H-P13 messages of unknown types are told once and change nothing', async () => {
  const host = await startHost();
  for (const type of ['ack', 'host_call', 'ping', 7, { toString: 1 }]) host.send({ type });
  expect(await evaluate(host, '1 + 1')).toBe(2);
  host.send({ id: 'bye', method: 'close' });
  expect((await host.end()).log).toBe(
    'causeway host: a message is of no known type: its type is "ack"; the next of this kind are only counted\n' +
      'causeway host: a message is of no known type: 5 times\n',
  );
});

test('H-P13 a line of ten megabytes is a line like others', async () => {
  const host = await shared();
  const content = 'x'.repeat(10_000_000);
  const contentBase64 = Buffer.from(content).toString('base64');
  await host.ask('writeFile', { path: '/tmp/big', contentBase64 });
  expect(await evaluate(host, "len(open('/tmp/big').read())")).toBe(10_000_000);
  expect(resultOf(await host.ask('readFile', { path: '/tmp/big' })).contentBase64).toBe(
    contentBase64,
  );
  host.send({
    id: 'run',
    method: 'runPtc',
    params: { code: 'len(await tools.t())', tools: ['t'] },
  });
  const { id } = await host.next();
  host.send({ type: 'host_call_result', id, ok: true, value: content });
  expect(envelopeOf(await host.next()).value).toBe(10_000_000);
});

test('H-P13 a line of ten megabytes of junk is answered with one short line', async () => {
  const host = await shared();
  host.send(`${'junk '.repeat(2_000_000)}\n`);
  const line = await host.line();
  expect(line.length).toBeLessThan(300);
  expect(line).toContain('a line is no message: the text is not JSON');
});

test('H-P13 H-L4 a line beyond 192 MiB is told at once, skipped, and never held whole', async () => {
  const host = await startHost();
  const piece = 'x'.repeat(2 ** 20);
  const pour = async (pieces: number): Promise<void> => {
    for (let count = 0; count < pieces; count += 1) {
      if (!host.child.stdin?.write(piece)) {
        await new Promise((resolve) => host.child.stdin?.once('drain', resolve));
      }
    }
  };
  await pour(193);
  // Its end has not come yet.
  expect(await host.next()).toEqual(
    faulty('a line is no message: it is longer than 201,326,592 bytes and was skipped'),
  );
  await pour(100);
  host.send('\n', { id: 'after', method: 'listDir' });
  expect(await host.next()).toMatchObject({ id: 'after', ok: true });
});

test('H-L4 a reply that no line could hold is an error', async () => {
  const host = await startHost();
  await host.ask('init', { limits: { diskBytes: 200 * 2 ** 20 } });
  await evaluate(host, "open('big', 'wb').truncate(150 * 2**20)");
  expect(await host.ask('readFile', { path: 'big' })).toEqual(
    faulty('the reply is larger than 201326592 bytes of JSON', 'asked'),
  );
  expect(await evaluate(host, '1 + 1')).toBe(2);
});

test('H-P13 more requests than may wait are refused, each by its own reply', async () => {
  const host = await startHost();
  host.send({ id: 'run', method: 'runPtc', params: { code: 'await tools.t()', tools: ['t'] } });
  const { id } = await host.next();
  for (let count = 0; count < 1200; count += 1) {
    host.send({ id: count, method: 'runPtc', params: { code: `${count}` } });
  }
  const refused = await host.take(201);
  expect(refused.map((reply) => reply.id)).toEqual(
    Array.from({ length: 201 }, (_, index) => 999 + index),
  );
  expect(refused[0]?.error).toBe(
    '1000 requests, or 256 MiB of them, wait for their replies already; wait for some of them',
  );
  host.send({ type: 'host_call_result', id, ok: true, value: 'first' });
  const served = await host.take(1000);
  expect(served.map((reply) => envelopeOf(reply).value)).toEqual([
    'first',
    ...Array.from({ length: 999 }, (_, index) => index),
  ]);
});

test('H-P13 a program cannot be confused by keys that messages have', async () => {
  const host = await shared();
  const code = `
sent = {'id': 'hc_1', 'type': 'host_call_result', 'ok': False, 'method': 'close', '__proto__': {'x': 1}}
back = await tools.t(**sent)
back == sent`;
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['t'] } });
  const call = await host.next();
  expect(call).toMatchObject({ type: 'host_call', tool: 't' });
  const value = call.args;
  host.send({ type: 'host_call_result', id: call.id, ok: true, value });
  expect(envelopeOf(await host.next()).value).toBe(true);
});
