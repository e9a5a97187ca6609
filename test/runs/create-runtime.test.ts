import { expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { createRuntime, type Runtime } from '../../src/runs/create-runtime.ts';
import { fold } from '../../src/timeline/fold.ts';
import { visibleRows } from '../../src/timeline/rows.ts';
import { defineTool } from '../../src/tools/define-tool.ts';

const add = defineTool({
  name: 'add',
  description: 'Add two numbers.',
  input: z.object({ a: z.number(), b: z.number().default(1) }),
  output: z.number(),
  execute: ({ a, b }, { progress }) => {
    progress({ percent: 50, message: 'half' });
    return a + b;
  },
});
const find = defineTool({
  name: 'find-row',
  description: 'Find a row by its number.',
  input: z.object({ row: z.int() }),
  execute: ({ row }) => {
    throw Object.assign(new Error(`no row ${row}`), { name: 'NotFoundError', code: 'no_row' });
  },
});

async function withRuntime<T>(
  use: (runtime: Runtime) => Promise<T>,
  options: Parameters<typeof createRuntime>[0] = {},
): Promise<T> {
  const runtime = createRuntime({ tools: [add, find], ...options });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

test('a run tells its value, its calls and its outcome, and the journal has all of it', async () => {
  await withRuntime(async (runtime) => {
    const seen: RunEvent[] = [];
    const result = await runtime.run({
      title: 'Sums',
      code: `
import asyncio
print('start')
try:
    await tools.find_row(row=7)
except ToolError as error:
    print(type(error).__name__, error.code)
sum(await asyncio.gather(*[tools.add(a=n) for n in range(3)])) + 0.0
`,
      tags: { team: 'data' },
      onEvent: (event) => seen.push(event),
    });
    expect(result).toMatchObject({
      ok: true,
      stdout: 'start\nNotFoundError no_row\n',
      value: 6,
      valueJson: '6.0',
      outcome: 'done',
      calls: { ok: 3, error: 1, refused: 0, cancelled: 0, timed_out: 0 },
      notes: [],
      files: [],
    });
    const events = await runtime.journal.read(result.runId);
    expect(seen).toEqual(events);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events[0]).toMatchObject({
      type: 'run.started',
      kind: 'code',
      title: 'Sums',
      source: { language: 'python', filename: 'program.py' },
      tags: { team: 'data' },
    });
    expect(events.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'done' });
    const timeline = fold(events);
    expect(visibleRows(timeline).map(({ call }) => [call.tool, call.state, call.line])).toEqual([
      ['find-row', 'error', 5],
      ['add', 'ok', 8],
      ['add', 'ok', 8],
      ['add', 'ok', 8],
    ]);
  });
});

test('H-P6 arguments by place follow the schema; wrong ones show the signature and call nothing', async () => {
  await withRuntime(async (runtime) => {
    const { value, calls } = await runtime.run({
      code: `
told = []
async def attempt(*args, **kwargs):
    try:
        return await tools.add(*args, **kwargs)
    except TypeError as error:
        told.append(str(error))
results = [await attempt(1, 2), await attempt(1), await attempt(a=1, b=5)]
await attempt()
await attempt(1, 2, 3)
await attempt(1, a=2)
await attempt(a=1, c=2)
await attempt(a='one')
[results, told]
`,
    });
    expect(value).toEqual([
      [3, 2, 6],
      [
        "add: missing 'a': add(a: float, b: float = 1)",
        'add takes 2 arguments, 3 were given: add(a: float, b: float = 1)',
        "add got two values for 'a': add(a: float, b: float = 1)",
        "add: unexpected 'c': add(a: float, b: float = 1)",
        'add() got what does not fit: a: Invalid input: expected number, received string; call it as add(a: float, b: float = 1)',
      ],
    ]);
    // Only the wrong type had to be seen by the host; it was refused there.
    expect(calls).toMatchObject({ ok: 3, refused: 1, error: 0 });
  });
});

test('a session keeps its namespace and files from run to run, each run its own journal', async () => {
  await withRuntime(async (runtime) => {
    const session = await runtime.openSession();
    await session.writeFile('in.txt', new TextEncoder().encode('given'));
    const first = await session.run({ code: "x = open('in.txt').read()" });
    const second = await session.run({
      code: "open('out.txt', 'w').write(x); await tools.add(a=1)",
    });
    expect([first.ok, second.value]).toEqual([true, 2]);
    expect(new TextDecoder().decode(await session.readFile('out.txt'))).toBe('given');
    expect(await session.listDir('/workspace')).toEqual(['in.txt', 'out.txt']);
    const { runs } = await runtime.journal.listRuns();
    expect(runs.map(({ runId }) => runId)).toEqual([second.runId, first.runId]);
    await session.close();
    await expect(session.run({ code: '1' })).rejects.toThrow('the session was closed');
  });
});

test('files go in with a run and come out with it; what is not there is left out', async () => {
  await withRuntime(async (runtime) => {
    const { files } = await runtime.run({
      code: "open('out.txt', 'w').write(open('in.txt').read().upper())",
      files: [{ path: 'in.txt', content: new TextEncoder().encode('text') }],
      collect: ['out.txt', 'missing.txt'],
    });
    expect(files.map(({ path, content }) => [path, new TextDecoder().decode(content)])).toEqual([
      ['out.txt', 'TEXT'],
    ]);
  });
});

test('H-E6 after a cancelled run every call says whether it was applied', async () => {
  const abort = new AbortController();
  const slow = defineTool({
    name: 'slow',
    description: 'Never ends by itself.',
    input: z.object({}),
    execute: (_args, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        abort.abort();
      }),
  });
  await withRuntime(
    async (runtime) => {
      const { outcome, calls, runId } = await runtime.run({
        code: 'await tools.add(a=1)\nawait tools.slow()',
        signal: abort.signal,
      });
      expect([outcome, calls.ok, calls.cancelled]).toEqual(['cancelled', 1, 1]);
      const ended = (await runtime.journal.read(runId)).filter(({ type }) => type === 'call.ended');
      expect(ended).toMatchObject([{ applied: 'yes' }, { applied: 'unknown' }]);
    },
    { tools: [add, slow] },
  );
});

test('a handler sees the async context of whoever started the run', async () => {
  const { AsyncLocalStorage } = await import('node:async_hooks');
  const user = new AsyncLocalStorage<string>();
  const who = defineTool({
    name: 'who',
    description: 'Tells for whom the call is made.',
    input: z.object({}),
    execute: () => user.getStore() ?? 'nobody',
  });
  await withRuntime(
    async (runtime) => {
      const { value } = await user.run('ada', () => runtime.run({ code: 'await tools.who()' }));
      expect(value).toBe('ada');
    },
    { tools: [who] },
  );
});

test('large values stand in the given journal as previews, whole beside it', async () => {
  const journal = createMemoryJournal();
  const runtime = createRuntime({ journal });
  const { runId, value } = await runtime.run({ code: "'x' * 100_000" });
  await runtime.close();
  expect((value as string).length).toBe(100_000);
  const ended = (await journal.read(runId)).at(-1) as { value?: { ref: string; bytes: number } };
  expect(ended.value?.bytes).toBe(100_002);
  const whole = await journal.getBlob(ended.value?.ref ?? '');
  expect(whole?.length).toBe(100_002);
});

test('a dead sandbox ends its run as exited and its journal is closed', async () => {
  await withRuntime(async (runtime) => {
    const session = await runtime.openSession();
    const died = await session.run({ code: 'import os; os._exit(1)' });
    expect(died).toMatchObject({ ok: false, outcome: 'exited', error: 'SandboxDied' });
    await expect(session.run({ code: '1' })).rejects.toThrow('open a new session');
    const { runs } = await runtime.journal.listRuns();
    expect(runs.map(({ state }) => state)).not.toContain('running');
    // A run of its own gets a sandbox of its own.
    expect((await runtime.run({ code: '1 + 1' })).value).toBe(2);
  });
});

test('text files are UTF-8, and what is no content or no program is refused by name', async () => {
  await withRuntime(async (runtime) => {
    const files = [{ path: 'in.txt', content: 'größe' }];
    expect((await runtime.run({ code: "open('in.txt').read()", files })).value).toBe('größe');
    const numbers = [{ path: 'in.txt', content: [1, 2] as unknown as string }];
    await expect(runtime.run({ code: '1', files: numbers })).rejects.toThrow(
      'The content of in.txt must be a string or a Uint8Array',
    );
    await expect(runtime.run({} as { code: string })).rejects.toThrow(
      'run needs code: a string of Python',
    );
  });
});

test('two tools of one name and a closed runtime are each one clear error', async () => {
  expect(() => createRuntime({ tools: [add, add] })).toThrow('Two tools are named add');
  const runtime = createRuntime();
  await runtime.close();
  await expect(runtime.run({ code: '1' })).rejects.toThrow('The runtime is closed');
});

test('a viewer that throws is told as a warning and does not harm the run', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error & { code?: string }): void => {
    if (warning.code === 'CAUSEWAY_ON_EVENT') warnings.push(warning.message);
  };
  process.on('warning', onWarning);
  await withRuntime(async (runtime) => {
    const { ok } = await runtime.run({
      code: '1',
      onEvent: () => {
        throw new Error('my mistake');
      },
    });
    expect(ok).toBe(true);
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  expect(warnings).toContain('onEvent threw: Error: my mistake');
});
