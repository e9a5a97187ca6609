import { expect, test, vi } from 'vitest';
import { connectHost } from '../../../src/sandbox/node/index.ts';
import { connectFake, fakeHost } from './fake-host.ts';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ['that tells nothing', ''],
  ['that tells other capabilities', "send({ type: 'ack', capabilities: { other: 'v2' } });"],
  ['whose ack is no ack', "send({ type: 'ack', capabilities: ['host_call'] });"],
])('runPtc with a host %s rejects; everything else works', async (_what, greeting) => {
  const session = await connectFake(`${greeting}
serve({
  listDir: (request) => reply(request, { events: [], output: 'a' }),
  run: (request) => reply(request, { events: [1], stdout: 'o', stderr: 'e', output: 'oe', exitCode: 3 }),
});`);
  await expect(session.runPtc({ code: '1' })).rejects.toMatchObject({
    name: 'HostError',
    code: 'host_capability',
    message: expect.stringContaining('host_call capability'),
  });
  expect(session.capabilities.host_call).toBe(undefined);
  expect(await session.listDir()).toEqual({ events: [], output: 'a' });
  expect(await session.run('x')).toEqual({
    ...{ events: [1], stdout: 'o', stderr: 'e', output: 'oe', exitCode: 3 },
  });
});

test('the ack is believed before the first reply only', async () => {
  const session = await connectFake(`
ack();
serve({ readFile: (request) => {
  send({ type: 'ack', capabilities: {} });
  send({ type: 'ack', capabilities: { host_call: 'v9' } });
  reply(request, { events: [], contentBase64: 'aGk=' });
} });`);
  const { content } = await session.readFile('a');
  expect(new TextDecoder().decode(content)).toBe('hi');
  expect(session.capabilities).toEqual({ host_call: 'v1' });
});

test('lines that are no messages are passed over', async () => {
  const session = await connectFake(`
print('Debugger attached.');
print('');
ack();
print('[1,2');
serve({ runPtc: (request) => {
  for (const line of ['junk', 'null', '[]', '7', '"x"', '{}', '{"type":"news"}', '{"id":null}',
    '{"id":1,"ok":true,"result":{"envelope":{"ok":true,"value":"forged"}}}',
    '{"id":' + JSON.stringify(request.id) + '}', '\\0', '{"id":{"toString":1},"ok":true}']) print(line);
  process.stdout.write(Buffer.from([0xff, 0xfe, 10]));
  done(request, 'real');
} });`);
  expect((await session.runPtc({ code: '1' })).value).toBe('real');
});

test('replies cannot be forged by who does not know the id of the request', async () => {
  const session = await connectFake(`
ack();
const ids = [];
serve({ runPtc: (request) => {
  ids.push(request.id);
  done(request, ids);
} });`);
  await session.runPtc({ code: '1' });
  const { value } = await session.runPtc({ code: '1' });
  const [one, other] = value as string[];
  expect(one).not.toBe(other);
  expect(one?.length).toBeGreaterThan(16);
});

test.each([
  ['runPtc', '{}', 'result.envelope is missing'],
  ['runPtc', '{ envelope: 5 }', 'result.envelope must be an object, not 5'],
  ['runPtc', '{ envelope: { ok: "yes" } }', 'result.envelope.ok must be a boolean, not "yes"'],
  ['runPtc', 'undefined', 'result is missing'],
  ['runPtc', '[]', 'result must be an object, not an array'],
])('H-P13 the reply of %s with result %s is told, not taken', async (method, result, told) => {
  const session = await connectFake(
    `ack(); serve({ ${method}: (request) => reply(request, ${result}) });`,
  );
  await expect(session.runPtc({ code: '1' })).rejects.toMatchObject({
    code: 'host_protocol',
    message: `The host replied to runPtc: ${told}`,
  });
});

test('H-P13 a reply that cannot be carried is told, not taken', async () => {
  const session = await connectFake(`
ack();
serve({ runPtc: ({ id }) => print(
  '{"id":' + JSON.stringify(id) + ',"ok":true,"result":{"envelope":' + '['.repeat(600) + ']'.repeat(600) + '}}') });`);
  await expect(session.runPtc({ code: '1' })).rejects.toMatchObject({
    code: 'host_protocol',
    message: 'The reply of the host cannot be read: the JSON is nested deeper than 512 levels',
  });
});

test.each([
  ['"no such thing"', 'no such thing'],
  ['{ a: 1 }', 'runPtc failed; the host gave no reason'],
  ['undefined', 'runPtc failed; the host gave no reason'],
])('a refusal with error %s rejects with a message', async (error, message) => {
  const session = await connectFake(
    `ack(); serve({ runPtc: (request) => refuse(request, ${error}) });`,
  );
  await expect(session.runPtc({ code: '1' })).rejects.toMatchObject({
    code: 'host_refused',
    message,
  });
});

test('an envelope with fields left out is filled up', async () => {
  const session = await connectFake(`
ack();
serve({ runPtc: (request) => reply(request, { envelope: { ok: false, error: 'SyntaxError', message: 'x' } }) });`);
  expect(await session.runPtc({ code: '1' })).toEqual({
    ...{ ok: false, stdout: '', stderr: '', value: null, error: 'SyntaxError', message: 'x' },
  });
});

test('H-P13 a call that comes twice is served once and answered once', async () => {
  const session = await connectFake(`
ack();
const answers = [];
let request;
serve({
  runPtc: (one) => {
    request = one;
    const call = { type: 'host_call', id: 'x', tool: 't', args: { n: 1 } };
    send(call);
    send(call);
    send({ type: 'host_call', id: 'x' });
    send({ ...call, id: 'y' });
  },
  host_call_result: (answer) => {
    answers.push(answer.id, answer.value);
    if (answers.length === 4) setTimeout(() => done(request, answers), 100);
    send({ type: 'host_call', id: answer.id, tool: 't', args: {} });
  },
});`);
  let served = 0;
  const { value } = await session.runPtc({
    code: '1',
    tools: ['t'],
    onHostCall: () => {
      served += 1;
      return { ok: true, value: served };
    },
  });
  expect([value, served]).toEqual([['x', 1, 'y', 2], 2]);
});

test('H-P7 H-P13 calls that are none are answered by a refusal, and no handler runs', async () => {
  const session = await connectFake(`
ack();
const answers = {};
let request;
const calls = [
  { id: 'a', tool: 'rm', args: {} },
  { id: 'b', tool: 't', args: [] },
  { id: 'c', tool: 't' },
  { id: 'd', tool: 7, args: {} },
  { id: 5, tool: 't', args: {} },
  { tool: 't', args: {} },
];
serve({
  runPtc: (one) => {
    request = one;
    for (const call of calls) send({ type: 'host_call', ...call });
  },
  host_call_result: ({ id, ok, error, message, code }) => {
    answers[id] = [ok, error, message, code];
    if (Object.keys(answers).length === 4) done(request, answers);
  },
});`);
  let served = 0;
  const { value } = await session.runPtc({
    code: '1',
    tools: ['t'],
    onHostCall: () => {
      served += 1;
      return { ok: true, value: null };
    },
  });
  expect(served).toBe(0);
  expect(value).toEqual({
    a: [false, 'ToolError', 'no tool rm is offered', 'unknown_tool'],
    b: [false, 'ToolError', 'the host_call.args must be an object, not an array', null],
    c: [false, 'ToolError', 'the host_call.args is missing', null],
    d: [false, 'ToolError', 'the host_call.tool must be a string, not 7', null],
  });
});

test('a call that comes while no program is under way is answered by a refusal', async () => {
  const session = await connectFake(`
ack();
let request;
serve({
  listDir: (one) => {
    request = one;
    send({ type: 'host_call', id: 'x', tool: 't', args: {} });
  },
  host_call_result: ({ ok, message }) => reply(request, { events: [], output: ok + ' ' + message }),
});`);
  expect((await session.listDir()).output).toBe('false no program is under way');
});

test('nothing is answered after the program has ended', async () => {
  const session = await connectFake(`
ack();
const late = [];
serve({
  runPtc: (request) => {
    if (request.params.code === 'late') return done(request, late);
    send({ type: 'host_call', id: 'x', tool: 't', args: {} });
    done(request);
  },
  host_call_result: (answer) => late.push(answer),
});`);
  let aborted = '';
  await session.runPtc({
    code: '1',
    tools: ['t'],
    onHostCall: (_call, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason.message;
          resolve({ ok: true, value: 'late' });
        });
      }),
  });
  expect(aborted).toBe('the run ended');
  expect((await session.runPtc({ code: 'late' })).value).toEqual([]);
});

test('a cancel of the host aborts the handlers of its calls', async () => {
  const session = await connectFake(`
ack();
let request;
serve({
  runPtc: (one) => {
    request = one;
    send({ type: 'cancel', reason: { toString: 1 } });
    send({ type: 'host_call', id: 'late', tool: 't', args: {} });
  },
  host_call_result: ({ code, message }) => done(request, [code, message]),
});`);
  let served = 0;
  const { value } = await session.runPtc({
    code: '1',
    tools: ['t'],
    onHostCall: () => {
      served += 1;
      return { ok: true, value: 1 };
    },
  });
  expect([value, served]).toEqual([['call_cancelled', 'the host gave no reason'], 0]);
});

test('H-L3 the end of the host rejects everything at once, with what it had logged', async () => {
  const session = await connectFake(`
ack();
serve({ listDir: () => {
  process.stderr.write('out of cheese\\n');
  process.exit(9);
} });`);
  const gone = {
    code: 'host_gone',
    message: 'The host is gone: it exited with code 9: out of cheese; connect to another',
  };
  let aborted = false;
  const waiting = [
    session.runPtc({ code: '1' }),
    session.runPtc({ code: '2' }),
    session.run('ls'),
    session.readFile('a'),
    session.listDir(),
  ];
  const ends = await Promise.allSettled(waiting);
  aborted = true;
  expect(ends.map((end) => end.status === 'rejected' && end.reason)).toEqual(
    ends.map(() => expect.objectContaining(gone)),
  );
  await expect(session.readFile('a')).rejects.toMatchObject(gone);
  expect(await session.close()).toEqual({ closed: true });
  expect(aborted).toBe(true);
});

test('H-L3 a host that is killed in the middle of a call aborts its handler', async () => {
  const session = await connectFake(`
ack();
serve({ runPtc: () => {
  send({ type: 'host_call', id: 'x', tool: 't', args: {} });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
} });`);
  let aborted = false;
  await expect(
    session.runPtc({
      code: '1',
      tools: ['t'],
      onHostCall: (_call, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
    }),
  ).rejects.toThrow('it was ended by SIGKILL');
  expect(aborted).toBe(true);
});

test('a host that closes its output and lives on is ended', async () => {
  const session = await connectFake(`
ack();
serve({ listDir: () => {
  require('node:fs').closeSync(1);
  setInterval(() => {}, 1000);
} });`);
  await expect(session.listDir()).rejects.toMatchObject({ code: 'host_gone' });
});

test.each([
  ['ends at once', 'process.exit(3)', 'it exited with code 3'],
  ['ends with words', "console.error('no licence'); process.exit(4)", 'code 4: no licence'],
  [
    'never answers',
    'ack(); setInterval(() => {}, 1000);',
    'The host did not reply to init within 700 ms',
  ],
])('a host that %s is told as not started, and is gone', async (_what, program, told) => {
  await expect(connectHost({ ...fakeHost(program), startMs: 700 })).rejects.toMatchObject({
    code: 'host_start',
    message: expect.stringContaining(told),
  });
});

test.each([
  [{ command: '/does/not/exist' }, 'ENOENT'],
  [{ command: 'a\0b' }, 'null bytes'],
  [{ ...fakeHost('ack()'), cwd: '/does/not/exist' }, 'ENOENT'],
])('a host that cannot be started is told as such: %j', async (how, told) => {
  await expect(connectHost(how)).rejects.toMatchObject({
    name: 'HostError',
    code: 'host_start',
    message: expect.stringContaining(told),
  });
});

test('a host that refuses init is ended, with its own words', async () => {
  const program = "ack(); serve({ init: (request) => refuse(request, 'no space for big.bin') });";
  await expect(connectHost(fakeHost(program))).rejects.toMatchObject({
    code: 'host_refused',
    message: 'no space for big.bin',
  });
});

test('an aborted signal ends a host that is still starting', async () => {
  const controller = new AbortController();
  let pid = 0;
  const connecting = connectHost({
    ...fakeHost('process.stderr.write(String(process.pid)); setInterval(() => {}, 1000);'),
    signal: controller.signal,
    onLog: (text) => {
      pid = Number(text);
      controller.abort(new Error('changed my mind'));
    },
  });
  await expect(connecting).rejects.toThrow('changed my mind');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 10_000);
});

test('init carries what the session was opened with, and nothing else', async () => {
  const session = await connectFake(
    `
ack();
let init;
serve({
  init: (request) => {
    init = request;
    reply(request, {});
  },
  runPtc: (request) => done(request, init.params),
});`,
    {
      initialFiles: [{ path: 'a', content: 'hi' }],
      allowedHosts: ['example.org'],
      limits: { calls: 3, callMs: undefined },
    },
  );
  expect((await session.runPtc({ code: '1' })).value).toEqual({
    stepBudget: 0,
    initialFiles: [{ path: 'a', contentBase64: 'aGk=' }],
    allowedHosts: ['example.org'],
    limits: { calls: 3 },
  });
});

test('requests carry the parameters that the protocol has', async () => {
  const session = await connectFake(`
ack();
const seen = [];
const note = (result) => (request) => {
  seen.push([request.method, request.params]);
  reply(request, result);
};
serve({
  run: note({ events: [], stdout: '', stderr: '', output: '', exitCode: 0 }),
  writeFile: note({ events: [] }),
  readFile: note({ events: [], contentBase64: '' }),
  listDir: note({ events: [], output: '' }),
  installPythonPackages: note({ installed: [{ requirement: 'a', name: 'a', version: '1' }], requirements: ['a'] }),
  runPtc: (request) => done(request, [...seen, ['runPtc', request.params]]),
});`);
  await session.run('echo hi');
  await session.writeFile('a', Uint8Array.of(1, 2));
  await session.readFile('a');
  await session.listDir();
  await session.listDir('/tmp');
  expect(await session.installPythonPackages('a')).toEqual({
    installed: [{ requirement: 'a', name: 'a', version: '1' }],
    requirements: ['a'],
  });
  await session.installPythonPackages(['a', 'b'], { deps: false });
  const { value } = await session.runPtc({ code: '1', tools: ['t'], filename: 'f.py' });
  expect(value).toEqual([
    ['run', { command: 'echo hi' }],
    ['writeFile', { path: 'a', contentBase64: 'AQI=' }],
    ['readFile', { path: 'a' }],
    ['listDir', { path: '/workspace' }],
    ['listDir', { path: '/tmp' }],
    ['installPythonPackages', { requirements: 'a', options: {} }],
    ['installPythonPackages', { requirements: ['a', 'b'], options: { deps: false } }],
    ['runPtc', { code: '1', tools: ['t'], filename: 'f.py' }],
  ]);
});

test('programs and commands are sent one at a time, and files at any time', async () => {
  const session = await connectFake(`
ack();
const seen = [];
const later = (result) => (request) => {
  seen.push(request.method);
  setTimeout(() => {
    seen.push(request.method + ' ends');
    reply(request, result);
  }, 50);
};
serve({
  run: later({ events: [], stdout: '', stderr: '', output: '', exitCode: 0 }),
  runPtc: later({ envelope: { ok: true } }),
  listDir: (request) => reply(request, { events: [], output: seen.join(', ') }),
});`);
  const programs = [session.run('a'), session.runPtc({ code: '1' }), session.run('b')];
  expect((await session.listDir()).output).toBe('run');
  await Promise.all(programs);
  expect((await session.listDir()).output).toBe(
    'run, run ends, runPtc, runPtc ends, run, run ends',
  );
});

test('a command from inside a tool is sent while its program waits', async () => {
  const session = await connectFake(`
ack();
let program;
serve({
  runPtc: (request) => {
    program = request;
    send({ type: 'host_call', id: 'x', tool: 't', args: {} });
  },
  run: (request) => reply(request, { events: [], stdout: 'in', stderr: '', output: 'in', exitCode: 0 }),
  host_call_result: ({ value }) => done(program, value),
  cancel: () => done(program, 'cancelled'),
});`);
  const run = (signal?: AbortSignal) =>
    session.runPtc({
      code: '1',
      tools: ['t'],
      onHostCall: async () => ({
        ok: true,
        value: (await session.run('ls', signal && { signal })).output,
      }),
    });
  expect((await run()).value).toBe('in');
  // To cancel it would end the program that it serves.
  expect((await run(AbortSignal.abort(new Error('no')))).value).not.toBe('cancelled');
});

test('H-L6 an aborted command is cancelled by a line, and its reply is given', async () => {
  const session = await connectFake(`
ack();
let command;
serve({
  run: (request) => {
    command = request;
  },
  cancel: ({ reason }) =>
    reply(command, { events: [], stdout: '', stderr: reason, output: reason, exitCode: 130 }),
});`);
  const controller = new AbortController();
  const ended = session.run('sleep 1000', { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 50);
  expect(await ended).toMatchObject({ stderr: 'enough', exitCode: 130 });
  await expect(
    session.run('ls', { signal: AbortSignal.abort(new Error('never')) }),
  ).rejects.toThrow('never');
});

test('H-L6 a host that cannot cancel is given up on, and the next waits for it', async () => {
  const session = await connectFake(`
ack();
let program;
const refused = [];
serve({
  runPtc: (request) => {
    if (program !== undefined) return done(request, refused);
    program = request;
    send({ type: 'host_call', id: 'x', tool: 't', args: {} });
    // It goes on calling whatever it is told.
    setTimeout(() => send({ type: 'host_call', id: 'y', tool: 't', args: {} }), 5500);
    setTimeout(() => done(program), 6000);
  },
  host_call_result: ({ id, code }) => refused.push([id, code]),
});`);
  const controller = new AbortController();
  let served = 0;
  const first = session.runPtc({
    code: 'first',
    tools: ['t'],
    signal: controller.signal,
    onHostCall: () => {
      served += 1;
      controller.abort();
      return new Promise(() => {});
    },
  });
  const second = session.runPtc({ code: 'second' });
  await expect(first).rejects.toMatchObject({
    code: 'host_timeout',
    message:
      'The host did not end the runPtc that was cancelled within 5000 ms; close the session if it hangs',
  });
  expect((await second).value).toEqual([
    ['x', 'call_cancelled'],
    ['y', 'call_cancelled'],
  ]);
  expect(served).toBe(1);
});

test('a host that does not reply in time is told as such', async () => {
  const session = await connectFake('ack(); serve({});', { timeoutMs: 200 });
  const told = { code: 'host_timeout', message: expect.stringContaining('within 200 ms') };
  await expect(session.listDir()).rejects.toMatchObject(told);
  await expect(session.runPtc({ code: '1' })).rejects.toMatchObject(told);
});

test('H-L2 a host that will not close is killed, with everything it has started', async () => {
  let pids: number[] = [];
  const session = await connectFake(
    `
ack();
process.on('SIGTERM', () => {});
const other = require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);
process.stderr.write(process.pid + ' ' + other.pid);
setInterval(() => {}, 1000);
serve({ close: () => {}, init: (request) => reply(request, {}) });`,
    {
      onLog: (text) => {
        pids = text.split(' ').map(Number);
      },
    },
  );
  const waiting = session.listDir();
  expect(await session.close()).toEqual({ closed: true });
  await expect(waiting).rejects.toMatchObject({ code: 'host_gone' });
  expect(pids.length).toBe(2);
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000);
}, 60_000);

test('H-P13 H-L4 a host that sends an endless line is ended', async () => {
  const session = await connectFake(`
ack();
serve({ listDir: () => {
  const piece = 'x'.repeat(2 ** 20);
  const pour = () => process.stdout.write(piece, pour);
  pour();
} });`);
  await expect(session.listDir()).rejects.toMatchObject({
    code: 'host_gone',
    message: 'The host sent a line of more than 201,326,592 bytes; connect to another',
  });
});

test('H-L4 a request that no line could hold is refused before it is sent', async () => {
  const session = await connectFake(
    'ack(); serve({ listDir: (r) => reply(r, { events: [], output: "fine" }) });',
  );
  await expect(session.writeFile('a', new Uint8Array(160 * 2 ** 20))).rejects.toMatchObject({
    code: 'value_too_large',
    message: 'the request writeFile is larger than 201326592 bytes of JSON',
  });
  expect((await session.listDir()).output).toBe('fine');
});
