import { describe, expect, test, vi } from 'vitest';
import { createRuntime } from '../../src/runs/create-runtime.ts';
import { withRuntime } from './support.ts';

function childProcesses(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
}

describe('a session', () => {
  test('takes texts and bytes as files, and lists the workspace by default', async () => {
    await withRuntime({}, async (runtime) => {
      await using session = await runtime.openSession();
      await session.writeFile('a/text.txt', 'grüße');
      await session.writeFile('bytes.bin', Uint8Array.of(1, 2));
      expect(await session.listDir()).toEqual(['a', 'bytes.bin']);
      expect(await session.listDir('a')).toEqual(['text.txt']);
      expect(new TextDecoder().decode(await session.readFile('a/text.txt'))).toBe('grüße');
      expect([...(await session.readFile('bytes.bin'))]).toEqual([1, 2]);
    });
  });

  test('ends with the block that uses it, and so does a runtime', async () => {
    let session: Awaited<ReturnType<ReturnType<typeof createRuntime>['openSession']>>;
    let runtime: ReturnType<typeof createRuntime>;
    {
      await using mine = createRuntime();
      runtime = mine;
      {
        await using own = await mine.openSession();
        session = own;
        expect((await own.run({ code: '1' })).outcome).toBe('done');
      }
      await expect(session.run({ code: '1' })).rejects.toThrow('the session was closed');
      expect((await mine.run({ code: '2' })).value).toBe(2);
    }
    await expect(runtime.openSession()).rejects.toThrow('The runtime is closed');
  });

  test('refuses a run that asks for other memory or another disk, by name', async () => {
    await withRuntime({ limits: { diskBytes: 1_000_000 } }, async (runtime) => {
      const session = await runtime.openSession();
      await expect(session.run({ code: '1', limits: { memoryBytes: 1 } })).rejects.toThrow(
        new RangeError(
          'Limit memoryBytes is 536870912 as long as the session is open, so one run cannot have 1; set it for the runtime',
        ),
      );
      await expect(session.run({ code: '1', limits: { diskBytes: 2_000_000 } })).rejects.toThrow(
        'Limit diskBytes is 1000000 as long as the session is open, so one run cannot have 2000000',
      );
      expect(await runtime.journal.listRuns()).toEqual({ runs: [] });
      const limits = { memoryBytes: 536_870_912, diskBytes: undefined, calls: 1 };
      expect((await session.run({ code: '1', limits })).outcome).toBe('done');
    });
  });
});

describe('limits of a run', () => {
  test('that are undefined leave those of the runtime', async () => {
    await withRuntime({ limits: { wallClockMs: 300, calls: 5 } }, async (runtime) => {
      const { runId, outcome } = await runtime.run({
        code: 'while True: pass',
        limits: { wallClockMs: undefined },
      });
      expect(outcome).toBe('timed_out');
      const [started] = await runtime.journal.read(runId);
      expect(started).toMatchObject({ limits: { wallClockMs: 300, calls: 5 } });
    });
  });
});

describe('a runtime that is closed', () => {
  test('while a session opens leaves no sandbox alive', async () => {
    const runtime = createRuntime();
    const opening = runtime.openSession();
    const settled = expect(opening).rejects.toThrow('The runtime is closed');
    await runtime.close();
    await settled;
    // What was already on its way ends as soon as it has started.
    await vi.waitFor(() => expect(childProcesses()).toBe(0), 30_000);
  });

  test('while a run waits for its sandbox rejects the run', async () => {
    const runtime = createRuntime();
    const run = expect(runtime.run({ code: '1' })).rejects.toThrow('The runtime is closed');
    await runtime.close();
    await run;
  });

  test('while a run is under way has recorded its end when close resolves', async () => {
    const runtime = createRuntime();
    const started = Promise.withResolvers<void>();
    let closed = false;
    const run = runtime.run({
      code: 'import asyncio\nprint(1)\nawait asyncio.sleep(60)',
      onEvent: ({ type }) => {
        if (type === 'output.written') started.resolve();
        if (type === 'run.ended') expect(closed).toBe(false);
      },
    });
    await started.promise;
    await runtime.close();
    closed = true;
    expect(await run).toMatchObject({ outcome: 'exited', message: 'the session was closed' });
  });
});

describe('a run that is cancelled before its program begins', () => {
  const cancelled = {
    ok: false,
    stdout: '',
    stderr: '',
    value: null,
    valueJson: 'null',
    error: 'CancelledError',
    message: 'the run was cancelled before its program began',
    outcome: 'cancelled',
    calls: { ok: 0, error: 0, refused: 0, cancelled: 0, timed_out: 0 },
    durationMs: 0,
    notes: [],
    files: [],
  };

  test.each(['before it is asked for', 'while its sandbox opens'])(
    'H-L6 %s has a result and a journal as any other',
    async (when) => {
      await withRuntime({}, async (runtime) => {
        const abort = new AbortController();
        if (when.startsWith('before')) abort.abort();
        const run = runtime.run({ code: 'print(1)', tags: { a: 'b' }, signal: abort.signal });
        abort.abort();
        const { runId, ...result } = await run;
        expect(result).toEqual(cancelled);
        const events = await runtime.journal.read(runId);
        expect(events).toMatchObject([
          { type: 'run.started', title: 'program.py', tags: { a: 'b' } },
          { type: 'run.ended', outcome: 'cancelled', error: { name: 'CancelledError' } },
        ]);
        expect(events).toHaveLength(2);
        expect(events[0]).not.toHaveProperty('isolation');
      });
    },
  );

  test('H-L6 in an open session leaves the session as it was', async () => {
    await withRuntime({}, async (runtime) => {
      const session = await runtime.openSession();
      await session.run({ code: 'x = 1' });
      const { runId, ...result } = await session.run({
        code: 'x = 2',
        signal: AbortSignal.abort(),
      });
      expect(result).toEqual(cancelled);
      expect((await session.run({ code: 'x' })).value).toBe(1);
      expect((await runtime.journal.getRun(runId))?.ended?.outcome).toBe('cancelled');
    });
  });
});
