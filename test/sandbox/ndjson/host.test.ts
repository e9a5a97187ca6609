import { expect, test } from 'vitest';
import { envelopeOf, evaluate, resultOf, sharedHost, startHost } from './raw-host.ts';

/** For tests that leave nothing behind. */
const shared = sharedHost();

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('the first line is the ack, before anything is asked', async () => {
  const host = await startHost();
  // Nothing else follows by itself.
  expect(await host.ask('nothing')).toEqual({
    id: 'asked',
    ok: false,
    error: 'unknown method: nothing',
  });
});

test('init puts files in place and tells a version', async () => {
  const host = await startHost();
  const initialFiles = [
    { path: 'data/a.txt', contentBase64: base64('größe') },
    { path: '/tmp/b.bin', contentBase64: 'AP8K' },
  ];
  const reply = await host.ask('init', { stepBudget: 0, initialFiles, allowedHosts: [] }, 1);
  expect(reply).toEqual({
    id: 1,
    ok: true,
    result: { events: [], version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
  });
  const code = "[open('data/a.txt').read(), list(open('/tmp/b.bin', 'rb').read())]";
  expect(await evaluate(host, code)).toEqual(['größe', [0, 255, 10]]);
});

test.each([
  ['"a"', '"a"'],
  ['7', '7'],
  ['-1.5', '-1.5'],
  ['null', 'null'],
  ['true', 'true'],
  ['12345678901234567890123', '12345678901234567890123'],
  ['{"a":[1,{"__proto__":2}],"type":"ack"}', '{"a":[1,{"__proto__":2}],"type":"ack"}'],
  ['"\\ud800 \\u0000 \\u2028"', '"\\ud800 \\u0000 \u2028"'],
])('the id %s comes back untouched, with a result and with an error', async (id, echoed) => {
  const host = await shared();
  host.send(`{"id":${id},"method":"listDir","params":{}}\n`);
  expect(await host.line()).toBe(`{"id":${echoed},"ok":true,"result":{"events":[],"output":""}}`);
  host.send(`{"id":${id},"method":"nope"}\n`);
  expect(await host.line()).toBe(`{"id":${echoed},"ok":false,"error":"unknown method: nope"}`);
});

test('an id may be used again, also while its first request is under way', async () => {
  const host = await shared();
  host.send(
    { id: 1, method: 'runPtc', params: { code: 'await tools.wait()', tools: ['wait'] } },
    { id: 1, method: 'listDir', params: {} },
  );
  const both = await host.take(2);
  const [call] = both.filter(({ type }) => type === 'host_call');
  expect(both).toContainEqual({ id: 1, ok: true, result: { events: [], output: '' } });
  host.send({ type: 'host_call_result', id: call?.id, ok: true, value: 'now' });
  expect(await host.next()).toMatchObject({ id: 1, result: { envelope: { value: 'now' } } });
  expect(await host.ask('listDir', {}, 1)).toMatchObject({ id: 1, ok: true });
});

test('a request without an id is served, and its reply has the id null', async () => {
  const host = await shared();
  host.send({ method: 'listDir' });
  expect(await host.next()).toEqual({ id: null, ok: true, result: { events: [], output: '' } });
});

test('blank lines are ignored and lines may end as on Windows', async () => {
  const host = await shared();
  host.send('\n\r\n  \n\ufeff{"id":1,"method":"listDir"}\r\n\t\n');
  expect(await host.next()).toMatchObject({ id: 1, ok: true });
});

test('requests before init find an empty session', async () => {
  const host = await startHost();
  expect(await host.ask('listDir')).toMatchObject({ ok: true, result: { output: '' } });
  await host.ask('writeFile', { path: 'a', contentBase64: base64('early') });
  expect(await evaluate(host, "open('a').read()")).toBe('early');
});

test('a later init opens an empty session in place of the one that is there', async () => {
  const host = await startHost();
  await host.ask('init', { initialFiles: [{ path: 'old', contentBase64: '' }] });
  await evaluate(host, 'x = 41');
  await host.ask('init', { initialFiles: [{ path: 'new', contentBase64: '' }] });
  expect(resultOf(await host.ask('listDir')).output).toBe('new');
  expect(await evaluate(host, "'x' in globals()")).toBe(false);
});

test('a later init ends the program of the session before', async () => {
  const host = await startHost();
  host.send(
    { id: 'run', method: 'runPtc', params: { code: 'await tools.wait()', tools: ['wait'] } },
    { id: 'queued', method: 'runPtc', params: { code: '1' } },
  );
  const call = await host.next();
  host.send({ id: 'again', method: 'init', params: {} });
  const replies = await host.take(3);
  expect(replies.map(({ id }) => id).sort()).toEqual(['again', 'queued', 'run']);
  const told = Object.fromEntries(replies.map((reply) => [reply.id, reply]));
  expect(told.run).toMatchObject({
    result: { envelope: { ok: false, error: 'SandboxDied', message: 'the session was closed' } },
  });
  expect(told.queued).toEqual({
    id: 'queued',
    ok: false,
    error: 'a later init has replaced the session of this request',
  });
  // An answer to a call of the old session fits no call of the new one.
  host.send({ id: 'run', method: 'runPtc', params: { code: 'await tools.t()', tools: ['t'] } });
  const later = await host.next();
  expect([call.id, later.id]).toEqual(['hc_1', 'hc_2']);
  host.send(
    { type: 'host_call_result', id: 'hc_1', ok: true, value: 'old' },
    { type: 'host_call_result', id: 'hc_2', ok: true, value: 'new' },
  );
  expect(envelopeOf(await host.next()).value).toBe('new');
});

test('an init that fails changes nothing', async () => {
  const host = await startHost();
  await host.ask('init', { initialFiles: [{ path: 'kept', contentBase64: '' }] });
  const failed = await host.ask('init', {
    initialFiles: [{ path: 'big', contentBase64: Buffer.alloc(200_000).toString('base64') }],
    limits: { diskBytes: 100_000 },
  });
  expect(failed).toMatchObject({
    ok: false,
    error: expect.stringContaining('no space left (limit diskBytes)'),
  });
  expect(resultOf(await host.ask('listDir')).output).toBe('kept');
});

test('calls in flight are answered in any order, each to its own await', async () => {
  const host = await startHost();
  const code = 'import asyncio\nawait asyncio.gather(*[tools.search(q=i) for i in range(5)])';
  host.send({ id: 9, method: 'runPtc', params: { code, tools: ['search'] } });
  const calls = await host.take(5);
  expect(calls).toEqual(
    [0, 1, 2, 3, 4].map((q) => ({
      type: 'host_call',
      id: `hc_${q + 1}`,
      tool: 'search',
      args: { q },
    })),
  );
  for (const { id, args } of calls.reverse()) {
    const { q } = args as { q: number };
    host.send({ type: 'host_call_result', id, ok: true, value: `hit ${q}` });
  }
  expect(envelopeOf(await host.next())).toEqual({
    ok: true,
    stdout: '',
    stderr: '',
    value: ['hit 0', 'hit 1', 'hit 2', 'hit 3', 'hit 4'],
  });
});

test('a failed answer raises an error of that class', async () => {
  const host = await shared();
  const code = `
from causeway.errors import NotFoundError
try:
    await tools.read(path='x')
except NotFoundError as error:
    told = [error.tool, error.code, error.message]
told`;
  host.send({ id: 1, method: 'runPtc', params: { code, tools: ['read'] } });
  const { id } = await host.next();
  const error = { error: 'NotFoundError', message: 'no row 7', stack: 'at somewhere' };
  host.send({ type: 'host_call_result', id, ok: false, ...error });
  expect(envelopeOf(await host.next()).value).toEqual(['read', 'NotFoundError', 'no row 7']);
});

test('a program that fails tells its error, its message and its own frames', async () => {
  const host = await shared();
  const reply = await host.ask('runPtc', { code: 'print("before")\n1 / 0', filename: 'a.py' }, 4);
  expect(reply).toMatchObject({ id: 4, ok: true });
  expect(envelopeOf(reply)).toEqual({
    ok: false,
    stdout: 'before\n',
    stderr: '',
    value: null,
    error: 'ZeroDivisionError',
    message: 'division by zero',
    traceback: expect.stringContaining('File "a.py'),
  });
});

test('H-P7 a tool that was not offered is not there, and nothing reaches the client', async () => {
  const host = await shared();
  const reply = await host.ask('runPtc', { code: 'await tools.serch()', tools: ['search'] });
  expect(envelopeOf(reply)).toMatchObject({
    error: 'AttributeError',
    message: "there is no tool 'serch'. Did you mean 'search'? Offered are: search",
  });
});

test('files are read and written while a program waits, and by later requests', async () => {
  const host = await startHost();
  const code = "await tools.wait()\nopen('during.txt').read()";
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['wait'] } });
  const { id } = await host.next();
  expect(
    await host.ask('writeFile', { path: 'during.txt', contentBase64: base64('from outside') }),
  ).toEqual({ id: 'asked', ok: true, result: { events: [] } });
  expect(await host.ask('readFile', { path: '/workspace/during.txt' })).toEqual({
    id: 'asked',
    ok: true,
    result: { events: [], contentBase64: base64('from outside') },
  });
  expect(resultOf(await host.ask('listDir', { path: '/workspace' })).output).toBe('during.txt');
  host.send({ type: 'host_call_result', id, ok: true });
  expect(await host.next()).toMatchObject({
    id: 'run',
    result: { envelope: { value: 'from outside' } },
  });
});

test('requests are served in the order they came: a program sees the files sent before it', async () => {
  const host = await startHost();
  for (let round = 0; round < 20; round += 1) {
    const contentBase64 = base64(`round ${round}`);
    host.send(
      { id: `w${round}`, method: 'writeFile', params: { path: 'f', contentBase64 } },
      { id: `r${round}`, method: 'runPtc', params: { code: "open('f').read()" } },
    );
  }
  const replies = await host.take(40);
  const values = replies.filter(({ id }) => String(id).startsWith('r')).map(envelopeOf);
  // A later write may come before a program is done, never after one that was sent after it.
  for (const [round, { value }] of values.entries()) {
    expect(Number(String(value).split(' ')[1])).toBeGreaterThanOrEqual(round);
  }
});

test.each([
  ['missing.txt', 'not found'],
  ['/tmp', 'directory'],
  ['/dev/stdin', 'permission denied'],
  ['', 'Not a path'],
])('reading %j fails with words that clients look for: %s', async (path, words) => {
  const host = await shared();
  const reply = await host.ask('readFile', { path });
  expect(reply).toMatchObject({ ok: false, error: expect.stringContaining(words) });
});

test.each([
  ['padded', 'aGk=', 'hi'],
  ['unpadded', 'aGk', 'hi'],
  ['in lines', 'aGVs\r\nbG8=\n', 'hello'],
  ['of the other alphabet', '_-__', '\u00ff\u00ef\u00ff'],
])('base64 that is %s is decoded', async (_what, contentBase64, content) => {
  const host = await shared();
  await host.ask('writeFile', { path: '/tmp/f', contentBase64 });
  const { contentBase64: back } = resultOf(await host.ask('readFile', { path: '/tmp/f' }));
  expect(Buffer.from(String(back), 'base64').toString('latin1')).toBe(content);
});

test.each(['a', '?', 'aGk=aGk=', 'größe', 'aGVsb'])(
  'the text %j is no base64 and is refused: nothing is written',
  async (contentBase64) => {
    const host = await shared();
    expect(await host.ask('writeFile', { path: 'f', contentBase64 })).toMatchObject({
      ok: false,
      error: 'contentBase64 of f is not base64',
    });
    expect(resultOf(await host.ask('listDir')).output).toBe('');
  },
);

test('H-P3 values keep what JSON can carry, both ways', async () => {
  const host = await shared();
  const code = `
sent = [2**70, -2**70, 0.1, -0.0, 1e300, 9007199254740993, None, {'__proto__': {'a': 1}}, '\\ud800']
back = await tools.echo(value=sent)
[back, [type(one).__name__ for one in back], str(back[3])]`;
  host.send({ id: 1, method: 'runPtc', params: { code, tools: ['echo'] } });
  const line = await host.line();
  const args = /"args":(.*)\}$/.exec(line)?.[1] ?? '';
  const text =
    '[1180591620717411303424,-1180591620717411303424,0.1,-0.0,1e+300,9007199254740993,null,{"__proto__":{"a":1}},"\\ud800"]';
  expect(args).toBe(`{"value":${text}}`);
  const id = /"id":"(hc_\d+)"/.exec(line)?.[1];
  host.send(`{"type":"host_call_result","id":"${id}","ok":true,"value":${text}}\n`);
  const reply = await host.line();
  expect(reply).toContain(
    `"value":[${text},["int","int","float","float","float","int","NoneType","dict","str"],"-0.0"]`,
  );
});

test('H-P14 a value that is no JSON is a preview, marked as such', async () => {
  const host = await shared();
  expect(envelopeOf(await host.ask('runPtc', { code: '{1}' }))).toEqual({
    ok: true,
    stdout: '',
    stderr: '',
    value: '{1}',
    preview: 'set',
  });
});

test('H-L1 limits of init and of a run hold', async () => {
  const host = await startHost();
  await host.ask('init', { limits: { wallClockMs: 60_000, calls: 2 } });
  const slow = await host.ask('runPtc', {
    code: 'while True: pass',
    limits: { wallClockMs: 200 },
  });
  expect(envelopeOf(slow)).toMatchObject({
    error: 'TimeoutError',
    message: 'the run took longer than 200 ms (limit wallClockMs)',
    stoppedBy: 'interrupt',
  });
  const wrong = await host.ask('runPtc', { code: '1', limits: { calls: 0 } });
  expect(wrong.error).toBe('Limit calls must be a positive whole number, not 0');
});

test('H-L3 a session whose process is gone says so until init opens another', async () => {
  const host = await startHost();
  expect(envelopeOf(await host.ask('runPtc', { code: 'import os\nos._exit(3)' }))).toMatchObject({
    ok: false,
    error: 'SandboxDied',
    message: 'the program ended the interpreter: exit status 3',
  });
  expect(await host.ask('listDir')).toMatchObject({
    ok: false,
    error: 'the program ended the interpreter: exit status 3; send init to open another session',
  });
  await host.ask('init');
  expect(await evaluate(host, '1 + 1')).toBe(2);
});

test('H-L7 a call that is never answered times out by itself, and its late answer is ignored', async () => {
  const host = await startHost();
  const code = 'try:\n    await tools.slow()\nexcept ToolError as error:\n    print(error.code)';
  host.send({
    id: 1,
    method: 'runPtc',
    params: { code, tools: ['slow'], limits: { callMs: 100 } },
  });
  expect((await host.next()).id).toBe('hc_1');
  expect(envelopeOf(await host.next()).stdout).toBe('call_timed_out\n');
  host.send({ type: 'host_call_result', id: 'hc_1', ok: true, value: 'late' });
  expect(await evaluate(host, '1 + 1')).toBe(2);
  expect(host.log()).toBe('');
});

test('H-S3 a program cannot read, forge or delay a line', async () => {
  const host = await startHost();
  const code = `
import os, sys
print('{"type":"ack","capabilities":{}}')
print('{"id":"run","ok":true,"result":{"envelope":{"ok":true,"value":"forged"}}}')
print('{"type":"host_call","id":"hc_9","tool":"rm","args":{}}', file=sys.stderr)
written = []
for number in range(20):
    try:
        os.write(number, b'{"id":"run","ok":true,"result":{}}\\n')
        written.append(number)
    except OSError:
        pass
[sys.stdin.read(), sys.stdin.readline(), written]`;
  host.send({ id: 'run', method: 'runPtc', params: { code } });
  // A request of the client's waits in the pipe while the program reads its standard input.
  host.send({ id: 'next', method: 'nothing' });
  const messages = await host.take(2);
  const reply = messages.find(({ id }) => id === 'run') ?? {};
  const envelope = envelopeOf(reply);
  // What it wrote to its own descriptors is its own output.
  expect((envelope.value as unknown[]).slice(0, 2)).toEqual(['', '']);
  expect(envelope.stdout).toContain('{"type":"ack","capabilities":{}}\n');
  expect(envelope.stderr).toContain('"type":"host_call"');
  expect(await host.ask('nothing')).toMatchObject({ error: 'unknown method: nothing' });
});

test('H-S3 a program that spins does not keep the host from answering', async () => {
  const host = await shared();
  host.send({
    id: 'spin',
    method: 'runPtc',
    params: { code: 'while True: pass', limits: { wallClockMs: 60_000 } },
  });
  expect(await host.ask('nothing', {}, 'meanwhile')).toMatchObject({ id: 'meanwhile', ok: false });
  host.send({ type: 'cancel', reason: 'seen enough' });
  expect(envelopeOf(await host.next())).toMatchObject({ error: 'CancelledError' });
});

test('H-P1 names live on from request to request', async () => {
  const host = await startHost();
  await evaluate(host, 'def double(n): return 2 * n\nimport math');
  expect(await evaluate(host, 'double(math.floor(2.5))')).toBe(4);
});
