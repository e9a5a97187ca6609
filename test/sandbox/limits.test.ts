import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { resolveLimits } from '../../src/protocol/limits.ts';
import { createNodeSession } from '../../src/sandbox/node/index.ts';
import { Sandbox } from '../../src/sandbox/node/sandbox.ts';
import { sharedSession, withSession } from './support/session.ts';

const { run } = sharedSession();
const SOON = { wallClockMs: 300 };

/** Sandbox processes are direct children; Linux lists them. */
function childrenOfThisProcess(): number[] {
  const path = `/proc/${process.pid}/task`;
  return readdirSync(path).flatMap((task) =>
    readFileSync(`${path}/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );
}

async function evaluate(sandbox: Sandbox, code: string, wallClockMs: number) {
  return sandbox.evaluate({
    code,
    filename: 'program.py',
    offers: [{ name: 'never', parameters: null, signature: 'never()', acceptsPositional: false }],
    limits: resolveLimits({ wallClockMs }),
    onCall: ({ signal }) =>
      new Promise((resolve) => {
        const failure = { name: 'ToolError', message: 'cancelled', code: 'call_cancelled' };
        signal.addEventListener('abort', () => resolve({ ok: false, failure }));
      }),
  });
}

test('H-L1 what Python can be asked to leave ends by an interrupt, and the session goes on', async () => {
  const sandbox = await Sandbox.open();
  try {
    for (const code of [
      'while True: pass',
      "import re; re.match('(a+)+$', 'a' * 40 + 'b')",
      'import time; time.sleep(1e9)',
      'import asyncio; await asyncio.sleep(1e9)',
      'await tools.never()',
      'tools.never.sync()',
      'import asyncio\nasync def main():\n  await asyncio.sleep(1e9)\nasyncio.run(main())',
      '3 ** 10 ** 8',
      'try:\n  while True: pass\nfinally:\n  kept = True',
    ]) {
      const { stop, end } = await evaluate(sandbox, code, 300);
      expect([code, stop?.reason, stop?.by, end.kind]).toEqual([
        code,
        'timed_out',
        'interrupt',
        'error',
      ]);
    }
    const { end } = await evaluate(sandbox, 'kept', 5000);
    expect(end).toEqual({ kind: 'value', json: 'true' });
  } finally {
    await sandbox.close();
  }
});

test.each([
  'while True:\n  try:\n    while True: pass\n  except BaseException: pass',
  'sum(range(10 ** 12))',
  'import itertools, collections; collections.deque(itertools.count(), maxlen=0)',
  'import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass',
  'import asyncio\nwhile True:\n  try:\n    await asyncio.sleep(1e9)\n  except BaseException: pass',
])('H-L1 what cannot be asked is killed, and the envelope says so: %j', async (code) => {
  await withSession({}, async (runAlone) => {
    const ended = await runAlone(code, { limits: SOON });
    expect(ended.stoppedBy).toBe('kill');
    expect([ended.ok, ended.error, ended.message]).toEqual([
      false,
      'TimeoutError',
      'the run took longer than 300 ms (limit wallClockMs); it did not stop when asked and was killed',
    ]);
    await expect(runAlone('1')).rejects.toThrow('open a new session');
  });
});

test('H-L1 a program that catches being stopped and returns is timed out all the same', async () => {
  const { ok, error, value } = await run(
    'try:\n  while True: pass\nexcept BaseException: pass\n"escaped"',
    { limits: SOON },
  );
  expect([ok, error, value]).toEqual([false, 'TimeoutError', null]);
});

test('H-L2 close returns while the guest hangs, waits, or has never run', async () => {
  for (const code of ['while True: pass', 'import asyncio; await asyncio.sleep(1e9)', null]) {
    const session = await createNodeSession();
    const hanging = code === null ? null : session.runPtc({ code });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await session.close()).toEqual({ closed: true });
    expect(await session.close()).toEqual({ closed: true });
    if (hanging !== null) {
      expect(await hanging).toMatchObject({ ok: false, error: 'SandboxDied' });
    }
    await expect(session.runPtc({ code: '1' })).rejects.toThrow('the session was closed');
    await expect(session.readFile('x')).rejects.toThrow('the session was closed');
  }
});

test('H-L3 a dead child ends its run with the fact, and later calls fail at once', async () => {
  await withSession({}, async (runAlone) => {
    const died = await runAlone('import os\nprint("before", flush=True)\nos._exit(3)');
    expect(died).toMatchObject({
      ok: false,
      stdout: 'before\n',
      error: 'SandboxDied',
      message: 'the program ended the interpreter: exit status 3',
    });
    await expect(runAlone('1')).rejects.toThrow(
      'the program ended the interpreter: exit status 3; restart it or open a new session',
    );
  });
});

test('H-L3 a child that somebody else kills ends its run with the fact', async () => {
  const others = new Set(childrenOfThisProcess());
  await withSession({}, async (runAlone) => {
    const running = runAlone('import asyncio; await asyncio.sleep(1000)');
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const pid of childrenOfThisProcess()) if (!others.has(pid)) process.kill(pid, 'SIGKILL');
    expect(await running).toMatchObject({ ok: false, error: 'SandboxDied' });
    await expect(runAlone('1')).rejects.toThrow('open a new session');
  });
});

test('H-L3 memory beyond the limit is a MemoryError, and the interpreter lives', async () => {
  await withSession({ limits: { memoryBytes: 128 * 1024 * 1024 } }, async (runAlone) => {
    const { error } = await runAlone('big = bytearray(200_000_000)');
    expect(error).toBe('MemoryError');
    expect((await runAlone('len(bytearray(20_000_000))')).value).toBe(20_000_000);
  });
});

test('H-L4 calls, arguments, results, value and output over their limits are refused by name', async () => {
  let served = 0;
  const onHostCall = ({ args }: { args: Record<string, unknown> }) => {
    served += 1;
    return { ok: true as const, value: 'y'.repeat(Number(args.size ?? 1)) };
  };
  const refused = async (code: string, limits: object) => {
    served = 0;
    const { error, message, stdout, value } = await run(code, { limits, onHostCall });
    return { error, message, stdout, value, served };
  };
  expect(await refused('for i in range(5):\n  await tools.echo(value=i)', { calls: 3 })).toEqual({
    error: 'LimitError',
    message: 'echo was not called: limit calls is 3 for one run',
    stdout: '',
    value: null,
    served: 3,
  });
  expect(await refused("await tools.echo(value='x' * 2000)", { argumentBytes: 1000 })).toEqual({
    error: 'LimitError',
    message: 'the arguments of echo are 2,012 bytes; limit argumentBytes is 1,000',
    stdout: '',
    value: null,
    served: 0,
  });
  expect(await refused('await tools.echo(size=5000)', { resultBytes: 1000 })).toMatchObject({
    error: 'LimitError',
    message: 'the result of echo is larger than limit resultBytes (1000)',
    served: 1,
  });
  expect(await refused("['x' * 5000]", { resultBytes: 1000 })).toMatchObject({
    error: 'LimitError',
    message: 'the value is 5,004 bytes; limit resultBytes is 1,000',
  });
  expect(await refused("'x' * 5000", { resultBytes: 1000 })).toMatchObject({
    error: 'LimitError',
    message: 'the value is 5,000 characters; limit resultBytes is 1,000',
  });
  const flood = await refused("for i in range(3000):\n  print('0123456789')\n'went on'", {
    outputBytes: 1001,
  });
  expect([flood.stdout.length, flood.value]).toEqual([1001, 'went on']);
});

test('H-L4 large writes and large arguments within their limits cross whole', async () => {
  const wide = await run("print('x' * 15_000_000)\nlen(await tools.echo(value=[0] * 3_000_000))", {
    limits: { outputBytes: 20_000_000, argumentBytes: 64_000_000, resultBytes: 64_000_000 },
  });
  expect([wide.value, wide.stdout.length]).toEqual([3_000_000, 15_000_001]);
});

test('H-L4 output that was dropped is told', async () => {
  const sandbox = await Sandbox.open();
  try {
    const { stdout, notes } = await sandbox.evaluate({
      code: "print('x' * 5000)",
      filename: 'program.py',
      offers: [],
      limits: resolveLimits({ outputBytes: 1000 }),
      onCall: async () => ({ ok: true, json: 'null' }),
    });
    expect([stdout.length, notes]).toEqual([
      1000,
      ['4,001 bytes of output were dropped: limit outputBytes is 1,000'],
    ]);
  } finally {
    await sandbox.close();
  }
});

test('H-L5 ten thousand gathered calls hold to the limit in flight and keep their order', async () => {
  let inFlight = 0;
  let most = 0;
  const { value, error } = await run(
    'import asyncio\nback = await asyncio.gather(*[tools.echo(value=i) for i in range(10_000)])\n[back == list(range(10_000)), len(back)]',
    {
      limits: { callsInFlight: 32 },
      onHostCall: async ({ args }) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
        return { ok: true, value: args.value };
      },
    },
  );
  expect([error, value, most]).toEqual([undefined, [true, 10_000], 32]);
});

test('H-L6 an abort reaches the handlers, cancels the awaits and ends the run as cancelled', async () => {
  const abort = new AbortController();
  let handlerAborted = false;
  const started = run(
    `
import asyncio
seen = []
try:
    await tools.never()
except asyncio.CancelledError as error:
    seen.append(str(error))
    raise
`,
    {
      signal: abort.signal,
      onHostCall: (_call, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            handlerAborted = true;
            resolve({ ok: true, value: 'too late' });
          });
          abort.abort();
        }),
    },
  );
  const { ok, error, message } = await started;
  expect([ok, error, message, handlerAborted]).toEqual([
    false,
    'CancelledError',
    'the run was cancelled',
    true,
  ]);
  expect((await run('seen')).value).toEqual(['the run was cancelled']);
});

test('H-L6 an abort while the run waits for its turn ends it at once', async () => {
  await withSession({}, async (runAlone) => {
    const abort = new AbortController();
    const first = runAlone('await tools.never()', { signal: abort.signal });
    const second = new AbortController();
    const waiting = runAlone('touched = True', { signal: second.signal });
    second.abort();
    expect(await waiting).toMatchObject({
      ok: false,
      error: 'CancelledError',
      message: 'the run was cancelled before it began',
    });
    abort.abort();
    expect((await first).error).toBe('CancelledError');
    expect((await runAlone("'touched' in globals()")).value).toBe(false);
  });
});

test('H-L6 an abort while the session opens rejects, and leaves no process behind', async () => {
  const before = childrenOfThisProcess().length;
  const abort = new AbortController();
  const opening = Sandbox.open({ signal: abort.signal });
  setTimeout(() => abort.abort(new Error('no longer wanted')), 30);
  await expect(opening).rejects.toThrow('no longer wanted');
  await vi.waitFor(() => expect(childrenOfThisProcess().length).toBeLessThanOrEqual(before), {
    timeout: 20_000,
  });
});

test('H-L6 an abort before the start cancels, and the session is as it was', async () => {
  const aborted = await run('touched = True', { signal: AbortSignal.abort() });
  expect([aborted.ok, aborted.error]).toEqual([false, 'CancelledError']);
  expect((await run("'touched' in globals()")).value).toBe(false);
});

test('H-L7 a tool that never answers times out by itself, and the run goes on', async () => {
  const { value } = await run(
    `
from causeway import ToolTimeoutError
try:
    await tools.never()
except ToolTimeoutError as error:
    told = [error.code, error.message, isinstance(error, TimeoutError)]
told + [await tools.add(a=1, b=2)]
`,
    { limits: { callMs: 100 } },
  );
  const sync = await run('tools.never.sync()', { limits: { callMs: 100 } });
  expect(sync.error).toBe('ToolTimeoutError');
  expect(value).toEqual([
    'call_timed_out',
    'never did not answer within 100 ms (limit callMs)',
    true,
    3,
  ]);
});

test('H-L8 a full disk is an OSError, space comes back, and rewriting a file is no breach', async () => {
  await withSession({ limits: { diskBytes: 16 * 1024 * 1024 } }, async (runAlone) => {
    const { value } = await runAlone(`
import errno, os
told = []
def attempt(action):
    try:
        action()
        told.append('fine')
    except OSError as error:
        told.append(errno.errorcode[error.errno])
def fill():
    with open('/workspace/big', 'wb') as file:
        for _ in range(40):
            file.write(b'x' * 1_000_000)
            file.flush()
attempt(fill)
os.remove('/workspace/big')
attempt(lambda: open('/workspace/ok', 'wb').write(b'y' * 10_000_000))
os.remove('/workspace/ok')
def rewrite():
    for _ in range(200):
        open('/workspace/same', 'wb').write(b'z' * 4_000_000)
attempt(rewrite)
attempt(lambda: open('/workspace/sparse', 'wb').truncate(10 ** 9))
def many():
    for i in range(100_000):
        open(f'/workspace/f{i}', 'w').close()
attempt(many)
attempt(lambda: os.pipe())
told
`);
    expect(value).toEqual(['ENOSPC', 'fine', 'fine', 'ENOSPC', 'ENOSPC', 'ENOSYS']);
    expect((await runAlone('1 + 1')).value).toBe(2);
  });
});

test('a limit that is none is refused before anything starts', async () => {
  await expect(createNodeSession({ timeoutMs: -1 })).rejects.toThrow(
    'Limit wallClockMs must be a positive whole number, not -1',
  );
  await expect(run('1', { limits: { callsInFligt: 3 } as object })).rejects.toThrow(
    'There is no limit named callsInFligt',
  );
});

test('H-L3 a session whose sandbox was killed starts anew in place, with its first files only', async () => {
  const session = await createNodeSession({ initialFiles: [{ path: 'in.txt', content: 'first' }] });
  try {
    await session.runPtc({ code: "x = 1\nopen('made.txt', 'w').write('later')" });
    await session.runPtc({ code: 'import os; os._exit(1)' });
    await Promise.all([session.restart(), session.restart()]);
    const { value } = await session.runPtc({
      code: "import os\n['x' in globals(), os.listdir(), open('in.txt').read()]",
    });
    expect(value).toEqual([false, ['in.txt'], 'first']);
  } finally {
    await session.close();
  }
  await expect(session.restart()).rejects.toThrow('the session was closed; open a new session');
});

test('a run cannot ask an open session for other memory or disk than it has', async () => {
  await expect(run('1', { limits: { memoryBytes: 1_000_000 } })).rejects.toThrow(
    'Limit memoryBytes is 536870912 as long as the session is open, so one run cannot have 1000000',
  );
});
