import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import type {
  OpenSession,
  ServableSession,
  SessionRequest,
} from '../../../src/sandbox/node/ndjson/host/servable-session.ts';
import { serveHost } from '../../../src/sandbox/node/ndjson/host/serve-host.ts';

type Message = Record<string, unknown>;

/** A session that does nothing but what a test gives it. */
function session(parts: Partial<ServableSession> = {}): ServableSession {
  const notHere = () => Promise.reject(new Error('not of this test'));
  return {
    runPtc: notHere,
    writeFile: async () => ({ events: [] }),
    readFile: notHere,
    listDir: async () => ({ events: [], output: 'listed' }),
    close: async () => ({}),
    ...parts,
  };
}

/** A host in this process, around sessions of the test. */
function serve(open: OpenSession, longestLine?: number) {
  const input = new PassThrough();
  const output = new PassThrough();
  const stop = new AbortController();
  const log: string[] = [];
  const lines: string[] = [];
  let wake = (): void => {};
  output.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').slice(0, -1));
    wake();
  });
  const over = serveHost({
    input,
    output,
    log: (line) => log.push(line),
    open,
    version: '7.7.7',
    signal: stop.signal,
    ...(longestLine !== undefined && { longestLine }),
  });
  onTestFinished(async () => {
    stop.abort();
    await over;
  });
  const next = async (): Promise<Message> => {
    while (lines.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return JSON.parse(lines.shift() ?? '') as Message;
  };
  return {
    input,
    output,
    stop,
    log,
    over,
    next,
    send: (...messages: object[]) =>
      void input.write(messages.map((one) => `${JSON.stringify(one)}\n`).join('')),
    async take(count: number): Promise<unknown[]> {
      const ids: unknown[] = [];
      while (ids.length < count) ids.push((await next()).id);
      return ids;
    },
  };
}

const ACK = { type: 'ack', capabilities: { host_call: 'v1' } };

test('the first request that needs a session opens it, once, with the defaults', async () => {
  const opened: SessionRequest[] = [];
  const host = serve(async (request) => {
    opened.push(request);
    return session();
  });
  expect(await host.next()).toEqual(ACK);
  host.send({ id: 1, method: 'listDir' }, { id: 2, method: 'listDir' });
  expect(await host.take(2)).toEqual([1, 2]);
  expect(opened).toEqual([{ signal: expect.any(AbortSignal) }]);
});

test('a session that cannot be opened is an error of each request, and is tried again', async () => {
  let tries = 0;
  const host = serve(async () => {
    tries += 1;
    if (tries < 3) throw new Error(`no room, try ${tries}`);
    return session();
  });
  await host.next();
  host.send(
    { id: 1, method: 'listDir' },
    { id: 2, method: 'listDir' },
    { id: 3, method: 'listDir' },
  );
  expect([await host.next(), await host.next(), await host.next()]).toEqual([
    { id: 1, ok: false, error: 'no room, try 1' },
    { id: 2, ok: false, error: 'no room, try 2' },
    { id: 3, ok: true, result: { events: [], output: 'listed' } },
  ]);
});

test('init hands on files, hosts and limits', async () => {
  const opened: SessionRequest[] = [];
  const host = serve(async (request) => {
    opened.push(request);
    return session();
  });
  await host.next();
  host.send({
    id: 1,
    method: 'init',
    params: {
      stepBudget: 'whatever',
      initialFiles: [{ path: 'a', contentBase64: 'AP8=' }],
      allowedHosts: ['example.org', '*.example.com'],
      limits: { calls: 5 },
      unknown: true,
    },
  });
  expect(await host.next()).toEqual({ id: 1, ok: true, result: { events: [], version: '7.7.7' } });
  expect(opened).toEqual([
    {
      initialFiles: [{ path: 'a', content: Uint8Array.of(0, 255) }],
      allowedHosts: ['example.org', '*.example.com'],
      limits: { calls: 5 },
      signal: expect.any(AbortSignal),
    },
  ]);
});

test('what follows an init in the same stream finds its session; what went before does not', async () => {
  let opened = 0;
  let endFirst = (): void => {};
  const host = serve(async () => {
    opened += 1;
    const number = opened;
    return session({
      listDir: async () => ({ events: [], output: `session ${number}` }),
      runPtc: ({ code }) =>
        code === 'waits'
          ? new Promise((resolve) => {
              endFirst = () => resolve({ ok: false });
            })
          : Promise.resolve({ ok: true, value: `${code} in session ${number}` }),
      close: async () => endFirst(),
    });
  });
  await host.next();
  host.send(
    { id: 'init', method: 'init' },
    { id: 'list', method: 'listDir' },
    { id: 'waits', method: 'runPtc', params: { code: 'waits' } },
    { id: 'queued', method: 'runPtc', params: { code: 'queued' } },
    { id: 'init again', method: 'init' },
    { id: 'list again', method: 'listDir' },
    { id: 'after', method: 'runPtc', params: { code: 'after' } },
  );
  const replies: Message[] = [];
  while (replies.length < 7) replies.push(await host.next());
  const told = Object.fromEntries(
    replies.map(({ id, ok, result, error }) => [id, ok ? result : error]),
  );
  expect(told).toMatchObject({
    list: { output: 'session 1' },
    waits: { envelope: { ok: false } },
    queued: 'a later init has replaced the session of this request',
    'list again': { output: 'session 2' },
    after: { envelope: { value: 'after in session 2' } },
  });
});

test('run hands on the command and gives what a shell gives, and nothing else', async () => {
  const commands: string[] = [];
  const shell = session({
    async run(command) {
      commands.push(command);
      const result = { events: [], stdout: 'out', stderr: 'err', output: 'outerr', exitCode: 3 };
      return { ...result, own: 'field' };
    },
  });
  const host = serve(async () => shell);
  await host.next();
  host.send({ id: 1, method: 'run', params: { command: 'ls | wc -l' } });
  expect(await host.next()).toEqual({
    id: 1,
    ok: true,
    result: { events: [], stdout: 'out', stderr: 'err', output: 'outerr', exitCode: 3 },
  });
  expect(commands).toEqual(['ls | wc -l']);
});

test('a session without a shell or packages says so', async () => {
  const host = serve(async () => session());
  await host.next();
  host.send(
    { id: 1, method: 'run', params: { command: 'ls' } },
    { id: 2, method: 'installPythonPackages', params: { requirements: 'a' } },
  );
  expect([await host.next(), await host.next()]).toEqual([
    { id: 1, ok: false, error: 'the session of this host has no shell' },
    { id: 2, ok: false, error: 'the session of this host cannot install packages' },
  ]);
});

test('installPythonPackages hands on requirements and deps, and leaves out what is not known', async () => {
  const asked: unknown[] = [];
  const packages = session({
    async installPythonPackages(requirements, options) {
      asked.push([requirements, options]);
      if (requirements === 'bad') throw new Error('file: URIs are refused');
      return {
        installed: [
          { requirement: 'a', name: 'a', version: '1.0' },
          { requirement: 'emfs:/b.whl', name: undefined as unknown as string },
        ],
        requirements: ['a', 'emfs:/b.whl'],
      };
    },
  });
  const host = serve(async () => packages);
  await host.next();
  const ask = (params: object) => host.send({ id: 1, method: 'installPythonPackages', params });
  ask({ requirements: 'a' });
  expect(await host.next()).toEqual({
    id: 1,
    ok: true,
    result: {
      installed: [{ requirement: 'a', name: 'a', version: '1.0' }, { requirement: 'emfs:/b.whl' }],
      requirements: ['a', 'emfs:/b.whl'],
    },
  });
  ask({ requirements: ['a', 'b'], options: { deps: false, keepGoing: true } });
  await host.next();
  ask({ requirements: 'bad', options: {} });
  expect(await host.next()).toEqual({ id: 1, ok: false, error: 'file: URIs are refused' });
  expect(asked).toEqual([
    ['a', {}],
    [['a', 'b'], { deps: false }],
    ['bad', {}],
  ]);
});

test('requests wait for those before them; only a runPtc is passed', async () => {
  const held = new Map<string, () => void>();
  const hold = (name: string): Promise<void> =>
    new Promise((resolve) => {
      held.set(name, resolve);
    });
  const started: string[] = [];
  const host = serve(async () =>
    session({
      async runPtc({ code }) {
        started.push(code);
        await hold(code);
        return { ok: true };
      },
      async run(command) {
        started.push(command);
        await hold(command);
        return { events: [], stdout: '', stderr: '', output: '', exitCode: 0 };
      },
      async listDir() {
        started.push('list');
        return { events: [], output: '' };
      },
    }),
  );
  await host.next();
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  host.send(
    { id: 1, method: 'runPtc', params: { code: 'first' } },
    { id: 2, method: 'listDir' },
    { id: 3, method: 'run', params: { command: 'shell' } },
    { id: 4, method: 'listDir' },
    { id: 5, method: 'runPtc', params: { code: 'second' } },
    { id: 6, method: 'nothing' },
  );
  await settled();
  expect(started).toEqual(['first', 'list', 'shell']);
  expect(await host.take(2)).toEqual([6, 2]);
  held.get('shell')?.();
  await settled();
  expect(started).toEqual(['first', 'list', 'shell', 'list']);
  expect(await host.take(2)).toEqual([3, 4]);
  held.get('first')?.();
  await settled();
  expect(started).toEqual(['first', 'list', 'shell', 'list', 'second']);
  held.get('second')?.();
  expect(await host.take(2)).toEqual([1, 5]);
});

test('cancel ends the oldest program or command without a reply, one at a time', async () => {
  const ended: string[] = [];
  const untilAborted = (name: string, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const onAbort = (): void => {
        ended.push(`${name}: ${signal.reason.message}`);
        resolve();
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
    });
  const host = serve(async () =>
    session({
      async runPtc({ code, signal }) {
        await untilAborted(code, signal);
        return { ok: false };
      },
      async run(command, { signal }) {
        await untilAborted(command, signal);
        return { events: [], stdout: '', stderr: '', output: '', exitCode: 130 };
      },
    }),
  );
  await host.next();
  host.send(
    { id: 'program', method: 'runPtc', params: { code: 'program' } },
    { id: 'command', method: 'run', params: { command: 'command' } },
    { type: 'cancel', reason: 'one' },
    { type: 'cancel', reason: 'again' },
  );
  expect(await host.take(1)).toEqual(['program']);
  host.send({ type: 'cancel' });
  expect(await host.take(1)).toEqual(['command']);
  expect(ended).toEqual(['program: one', 'command: the client gave no reason']);
});

test('H-L2 close aborts a session that is still opening, and waits for nobody for long', async () => {
  let aborted = false;
  const host = serve(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason);
        });
      }),
  );
  await host.next();
  host.send({ id: 'init', method: 'init' }, { id: 'bye', method: 'close' });
  expect([await host.next(), await host.next()]).toEqual([
    { id: 'init', ok: false, error: 'the session was closed' },
    { id: 'bye', ok: true, result: { closed: true } },
  ]);
  await host.over;
  expect(aborted).toBe(true);
});

test('H-L2 a session that opens after the close is closed', async () => {
  let opened: (session: ServableSession) => void = () => {};
  let closed = 0;
  const host = serve(
    () =>
      new Promise((resolve) => {
        opened = resolve;
      }),
  );
  await host.next();
  host.send({ id: 'list', method: 'listDir' }, { id: 'bye', method: 'close' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  opened(
    session({
      close: async () => {
        closed += 1;
      },
    }),
  );
  expect(await host.take(2)).toEqual(['list', 'bye']);
  await host.over;
  expect(closed).toBe(1);
});

test('H-L2 a session that does not close keeps its host for seconds at most', async () => {
  const host = serve(async () =>
    session({ runPtc: () => new Promise(() => {}), close: () => new Promise(() => {}) }),
  );
  await host.next();
  host.send({ id: 'stuck', method: 'runPtc', params: { code: '1' } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  host.send({ id: 'bye', method: 'close' });
  expect(await host.take(1)).toEqual(['bye']);
  await host.over;
});

test('a result that JSON cannot carry is an error of its request', async () => {
  const host = serve(async () =>
    session({
      runPtc: async () => ({ ok: true, value: undefined, at: new Date(0) }),
      listDir: async () => ({ events: [], output: 7n as unknown as string }),
    }),
  );
  await host.next();
  host.send({ id: 1, method: 'runPtc', params: { code: '1' } }, { id: 2, method: 'listDir' });
  const replies = [await host.next(), await host.next()];
  expect(replies).toContainEqual({
    id: 1,
    ok: false,
    error: 'the reply.result.envelope.value is undefined; use null or leave it out',
  });
  expect(replies).toContainEqual({ id: 2, ok: true, result: { events: [], output: 7 } });
});

test('a line that is too long is told once, whatever its pieces, and skipped to its end', async () => {
  const host = serve(async () => session(), 50);
  await host.next();
  for (let count = 0; count < 20; count += 1) host.input.write('x'.repeat(30));
  host.input.write('\n');
  host.send({ id: 1, method: 'listDir' });
  expect([await host.next(), await host.next()]).toEqual([
    {
      id: null,
      ok: false,
      error: 'a line is no message: it is longer than 50 bytes and was skipped',
    },
    { id: 1, ok: true, result: { events: [], output: 'listed' } },
  ]);
});

test('an input that fails ends the host like the end of its input', async () => {
  const host = serve(async () => session());
  await host.next();
  host.input.destroy(new Error('the pipe broke'));
  await host.over;
  expect(host.log).toEqual(['the input failed: the pipe broke']);
});

test('an output that fails ends the host', async () => {
  const host = serve(async () => session());
  await host.next();
  host.output.destroy(new Error('EPIPE'));
  await host.over;
  expect(host.log).toEqual([]);
});
