import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import {
  type ConnectHostOptions,
  connectHost,
  DEFAULT_WORKSPACE_DIR,
  type HostCall,
  type HostCallAnswer,
  type HostSession,
  resolveAssetPath,
  resolveNodeHostPath,
} from '../../../src/sandbox/node/index.ts';

const OURS = { command: process.execPath, args: [resolveNodeHostPath()] };

async function open(options: Partial<ConnectHostOptions> = {}): Promise<HostSession> {
  const session = await connectHost({ ...OURS, ...options });
  onTestFinished(async () => void (await session.close()));
  return session;
}

const opened = connectHost(OURS);
afterAll(async () => void (await (await opened).close()));

const echo = ({ args }: HostCall): HostCallAnswer => ({ ok: true, value: args.value ?? null });

test('a session in a host has the library face of one in this process', async () => {
  const session = await open({
    initialFiles: [
      { path: 'a.txt', content: 'größe' },
      { path: '/tmp/b', content: Uint8Array.of(0, 255) },
    ],
    allowedHosts: [],
    stepBudget: 0,
  });
  expect(session.capabilities).toEqual({ host_call: 'v1' });
  const seen: HostCall[] = [];
  const envelope = await session.runPtc({
    code: "print('hello')\nawait tools.echo(value=open('a.txt').read())",
    tools: ['echo'],
    onHostCall: (call) => {
      seen.push(call);
      return echo(call);
    },
  });
  expect(envelope).toEqual({ ok: true, stdout: 'hello\n', stderr: '', value: 'größe' });
  expect(seen).toEqual([{ type: 'host_call', id: 'hc_1', tool: 'echo', args: { value: 'größe' } }]);
  expect(await session.writeFile('c', 'text')).toEqual({ events: [] });
  expect(await session.listDir()).toEqual({ events: [], output: 'a.txt\nc' });
  expect(await session.listDir('/tmp')).toEqual({ events: [], output: 'b' });
  const { content } = await session.readFile('/tmp/b');
  expect([content.constructor.name, [...content]]).toEqual(['Uint8Array', [0, 255]]);
  expect(await session.close()).toEqual({ closed: true });
});

test('the path of the host, the paths of its assets and the workspace are what they were', () => {
  expect([isAbsolute(resolveNodeHostPath()), existsSync(resolveNodeHostPath())]).toEqual([
    true,
    true,
  ]);
  expect(existsSync(resolveAssetPath())).toBe(true);
  expect(existsSync(resolveAssetPath('pyodide.asm.wasm'))).toBe(true);
  expect(DEFAULT_WORKSPACE_DIR).toBe('/workspace');
});

test('onHostCall runs once for each call, many at once, and answers keep their calls', async () => {
  const session = await opened;
  let running = 0;
  let most = 0;
  const seen = new Set<string>();
  const { value } = await session.runPtc({
    code: 'import asyncio\nawait asyncio.gather(*[tools.echo(value=i) for i in range(200)])',
    tools: ['echo'],
    onHostCall: async (call) => {
      expect(seen.has(call.id)).toBe(false);
      seen.add(call.id);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, (Number(call.args.value) * 7) % 5));
      running -= 1;
      return echo(call);
    },
  });
  expect(value).toEqual(Array.from({ length: 200 }, (_, index) => index));
  expect([seen.size, most > 1, most <= 32]).toEqual([200, true, true]);
});

test('H-P4 a throw becomes a failure with the error’s name, message and code', async () => {
  const session = await opened;
  const { value } = await session.runPtc({
    code: `
import asyncio
results = await asyncio.gather(*[tools.fail(how=how) for how in ('throw', 'answer', 'odd')], return_exceptions=True)
[[type(error).__name__, error.message, error.code] for error in results]`,
    tools: ['fail'],
    onHostCall: ({ args }) => {
      if (args.how === 'throw') {
        throw Object.assign(new Error('no row 7'), { name: 'NotFoundError', code: 'E7' });
      }
      if (args.how === 'odd') throw 'not an error';
      return { ok: false, error: 'DeniedError', message: 'not you' };
    },
  });
  expect(value).toEqual([
    ['NotFoundError', 'no row 7', 'E7'],
    ['DeniedError', 'not you', 'DeniedError'],
    ['ToolError', 'the handler of fail threw something that is no error', 'ToolError'],
  ]);
});

test.each([
  ['undefined', undefined, 'the result of t is undefined'],
  ['NaN', { rows: [Number.NaN] }, 'the result of t.rows[0] is NaN'],
  ['a Date', new Date(0), 'the result of t is a Date'],
])('H-P12 a handler that returns %s is told so in the program', async (_what, value, told) => {
  const { message } = await (await opened).runPtc({
    code: 'await tools.t()',
    tools: ['t'],
    onHostCall: () => ({ ok: true, value }),
  });
  expect(message).toContain(told);
});

test('H-P3 big integers and keys of all kinds come through both ways', async () => {
  const seen: unknown[] = [];
  const { value } = await (await opened).runPtc({
    code: "await tools.t(n=2**70, k={'__proto__': [None, -0.0, '\\ud800']})",
    tools: ['t'],
    onHostCall: ({ args }) => {
      seen.push(args);
      return { ok: true, value: args };
    },
  });
  const expected = { n: 2n ** 70n, k: JSON.parse('{"__proto__":[null,-0,"\\ud800"]}') };
  expect(seen).toEqual([expected]);
  expect(value).toEqual(expected);
});

test('H-P11 programs take turns, and files are served in between', async () => {
  const session = await opened;
  let release = (): void => {};
  const waited = new Promise<void>((resolve) => {
    release = resolve;
  });
  const order: string[] = [];
  const first = session
    .runPtc({
      code: 'await tools.wait()\norder = "first"',
      tools: ['wait'],
      onHostCall: async () => {
        await waited;
        return { ok: true, value: null };
      },
    })
    .then(() => order.push('first'));
  const second = session.runPtc({ code: 'order' }).then(({ value }) => order.push(String(value)));
  await session.writeFile('/tmp/between', 'x');
  order.push('file');
  release();
  await Promise.all([first, second]);
  expect(order).toEqual(['file', 'first', 'first']);
});

test('H-L6 an aborted signal ends the program and its handlers', async () => {
  const session = await opened;
  const controller = new AbortController();
  const reasons: string[] = [];
  const envelope = await session.runPtc({
    code: 'import asyncio\nawait asyncio.gather(tools.wait(), tools.wait())',
    tools: ['wait'],
    signal: controller.signal,
    onHostCall: (_call, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => reasons.push(signal.reason.message));
        if (reasons.length === 0) setTimeout(() => controller.abort(new Error('enough')), 20);
      }),
  });
  expect(envelope).toMatchObject({ ok: false, error: 'CancelledError', stoppedBy: 'interrupt' });
  expect(reasons).toEqual(['enough', 'enough']);
  expect((await session.runPtc({ code: '1 + 1' })).value).toBe(2);
});

test('H-L6 a signal that is aborted before its program’s turn leaves the others alone', async () => {
  const session = await opened;
  const controller = new AbortController();
  const waiting = session.runPtc({
    code: 'await tools.wait()',
    tools: ['wait'],
    onHostCall: async () => {
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { ok: true, value: 'not disturbed' };
    },
  });
  const queued = await session.runPtc({ code: '1 / 0', signal: controller.signal });
  expect(queued).toEqual({
    ok: false,
    stdout: '',
    stderr: '',
    value: null,
    error: 'CancelledError',
    message: 'the run was cancelled before it began',
  });
  expect((await waiting).value).toBe('not disturbed');
  const late = await session.runPtc({ code: '1 / 0', signal: AbortSignal.abort() });
  expect(late.error).toBe('CancelledError');
});

test('H-L1 a program that is out of time ends, and its handlers are told at once', async () => {
  const session = await opened;
  let reason = '';
  const envelope = await session.runPtc({
    code: 'try:\n    await tools.wait()\nfinally:\n    print("tidied up")',
    tools: ['wait'],
    limits: { wallClockMs: 300 },
    onHostCall: (_call, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          reason = signal.reason.message;
        });
      }),
  });
  expect(envelope).toMatchObject({ error: 'TimeoutError', stdout: 'tidied up\n' });
  expect(reason).toBe('the run took longer than 300 ms (limit wallClockMs)');
});

test('H-L7 a handler that never answers is cut off by the limit of one call', async () => {
  const { stdout } = await (await opened).runPtc({
    code: 'try:\n    await tools.never()\nexcept TimeoutError as error:\n    print(error.code)',
    tools: ['never'],
    limits: { callMs: 100 },
    onHostCall: () => new Promise(() => {}),
  });
  expect(stdout).toBe('call_timed_out\n');
});

test('limits of the session go to the host, and one that is none is refused here', async () => {
  const session = await open({ limits: { calls: 1, wallClockMs: undefined } });
  const { message } = await session.runPtc({
    code: 'await tools.t()\nawait tools.t()',
    tools: ['t'],
    onHostCall: echo,
  });
  expect(message).toContain('limit calls is 1 for one run');
  await expect(open({ limits: { calls: 0 } })).rejects.toThrow('must be a positive whole number');
  await expect(session.runPtc({ code: '1', limits: { calls: -1 } })).rejects.toThrow('positive');
});

test('a tool that runs code in the session that waits for it is refused', async () => {
  const session = await opened;
  const { message } = await session.runPtc({
    code: 'await tools.nested()',
    tools: ['nested'],
    onHostCall: async () => ({ ok: true, value: (await session.runPtc({ code: '1' })).value }),
  });
  expect(message).toBe(
    'A tool cannot run code in the session that waits for it; open another session',
  );
});

test('handlers run in the async context of whoever started the program', async () => {
  const context = new AsyncLocalStorage<string>();
  const session = await opened;
  const run = (name: string) =>
    context.run(name, () =>
      session.runPtc({
        code: 'await tools.who()',
        tools: ['who'],
        onHostCall: () => ({ ok: true, value: context.getStore() }),
      }),
    );
  const [one, other] = await Promise.all([run('one'), run('other')]);
  expect([one.value, other.value]).toEqual(['one', 'other']);
});

test('a request that is none of a session’s is refused with the words of the host', async () => {
  const session = await opened;
  await expect(session.readFile('missing')).rejects.toMatchObject({
    name: 'HostError',
    code: 'host_refused',
    message: expect.stringContaining('not found'),
  });
  await expect(session.runPtc({ code: 5 as unknown as string })).rejects.toMatchObject({
    message: 'params.code must be a string, not 5',
  });
  await expect(session.runPtc({ code: '1', tools: ['__x__'] })).rejects.toThrow('name of a tool');
  await expect(session.writeFile('a', 5 as unknown as string)).rejects.toThrow(TypeError);
});

test('H-L2 close ends whatever runs, and everything asked for has its answer', async () => {
  const session = await open();
  const aborted: string[] = [];
  const waiting = session.runPtc({
    code: 'await tools.wait()',
    tools: ['wait'],
    onHostCall: (_call, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => aborted.push(signal.reason.message));
        void session.close();
      }),
  });
  const queued = session.runPtc({ code: '1' });
  expect(await waiting).toMatchObject({
    ok: false,
    error: 'ToolError',
    message: 'the client has ended the session and answers no more calls',
  });
  await expect(queued).rejects.toMatchObject({ code: 'host_gone' });
  expect(await session.close()).toEqual({ closed: true });
  expect(aborted).toEqual(['the run ended']);
  for (const use of [
    () => session.runPtc({ code: '1' }),
    () => session.run('ls'),
    () => session.readFile('a'),
    () => session.writeFile('a', ''),
    () => session.listDir(),
    () => session.installPythonPackages('a'),
  ]) {
    await expect(use()).rejects.toMatchObject({
      code: 'host_gone',
      message: 'The session was closed; open another',
    });
  }
});

test('H-L2 close ends a program that spins', async () => {
  const session = await open();
  const spinning = session.runPtc({ code: 'while True: pass' });
  await expect(session.listDir('/nowhere')).rejects.toThrow();
  await session.close();
  expect(await spinning).toMatchObject({ ok: false, error: 'SandboxDied' });
});

test('H-L3 a sandbox that dies is told in the envelope, and the session says so from then on', async () => {
  const session = await open();
  expect(await session.runPtc({ code: 'import os\nos._exit(3)' })).toMatchObject({
    ok: false,
    error: 'SandboxDied',
    message: 'the program ended the interpreter: exit status 3',
  });
  await expect(session.runPtc({ code: '1' })).rejects.toMatchObject({ code: 'host_refused' });
});

test.skipIf(process.platform === 'win32')(
  'a host that is started by a script is ended with it',
  async () => {
    const session = await open({
      command: '/bin/sh',
      args: ['-c', '"$0" "$1"; true', process.execPath, resolveNodeHostPath()],
    });
    expect((await session.runPtc({ code: '1 + 1' })).value).toBe(2);
    expect(await session.close()).toEqual({ closed: true });
  },
);
