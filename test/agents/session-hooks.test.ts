import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { StartChild } from '../../src/agents/child-runs.ts';
import { ChildFailed } from '../../src/agents/child-runs.ts';
import type { HookContext } from '../../src/agents/hook-context.ts';
import type { RunEventBody } from '../../src/protocol/events/event.ts';
import { startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

/** Keeps child runs in memory. */
function childRuns(): {
  runs: { title: string; parentRunId?: string; bodies: RunEventBody[] }[];
  startChild: StartChild;
} {
  const runs: { title: string; parentRunId?: string; bodies: RunEventBody[] }[] = [];
  return {
    runs,
    startChild: async ({ title, parentRunId }) => {
      const bodies: RunEventBody[] = [];
      runs.push({ title, bodies, ...(parentRunId !== undefined && { parentRunId }) });
      return {
        runId: `child-${runs.length}`,
        append: async (more) => void bodies.push(...more),
        end: async (end) => void bodies.push(end),
      };
    },
  };
}

/** Runs a hook in a session whose agent is done at once. */
async function inHook(hook: (context: HookContext) => Promise<void>, startChild?: StartChild) {
  const run = await startSession(cleanUp, {
    agent: 'echo DONE >> optio.log',
    beforeExecute: hook,
    params: { depth: 2 },
    metadata: { team: 'blue' },
    ...(startChild !== undefined && { startChild }),
  });
  return { run, end: await run.end };
}

test('a hook runs commands, copies files, reads them back and reports in order', async () => {
  const seen: unknown[] = [];
  const { run, end } = await inHook(async (context) => {
    const { processId, params, metadata } = context;
    seen.push(processId, params, metadata, context.shouldContinue());
    context.reportProgress(5, 'one');
    context.reportProgress(null, 'two');
    await context.copyFile(new TextEncoder().encode('payload'), 'in put.txt');
    await context.copyFile(new TextEncoder().encode('payload'), 'in put.txt', {
      skipIfUnchanged: true,
    });
    seen.push(await context.readTextFromHost('in put.txt', { silent: true }));
    seen.push(await context.runOnHost('cat "in put.txt"; echo warn >&2', { captureStderr: true }));
    seen.push((await context.runOnHost('exit 3', { check: false })).exitCode);
    seen.push(await context.runOnHost(['pwd'], { cwd: '/' }));
  });
  expect(end).toMatchObject({ outcome: 'done' });
  expect(seen).toEqual([
    'test',
    { depth: 2 },
    { team: 'blue' },
    true,
    'payload',
    'payloadwarn\n',
    3,
    '/\n',
  ]);
  expect((await run.all('run.progressed')).map(({ message }) => message)).toEqual([
    'one',
    'two',
    'Copying in put.txt',
    'Verifying in put.txt',
    'Already up to date: in put.txt',
  ]);
});

test('a command that fails, a path that leaves the workdir and a file that is no text reject', async () => {
  const faults: unknown[] = [];
  const { end } = await inHook(async (context) => {
    const keep = (error: Error): void => void faults.push(error.message);
    await context.runOnHost('exit 4').catch(keep);
    await context.copyFile(new Uint8Array(), '../out').catch(keep);
    await context.copyFile({ ref: 'no-such-blob' }, 'x').catch(keep);
    await context.copyFile(new Uint8Array([255]), 'raw').catch(keep);
    await context.readTextFromHost('raw').catch(keep);
    await context.runChild({ title: 'x', run: () => {} }).catch(keep);
  });
  expect(end).toMatchObject({ outcome: 'done' });
  expect(faults).toEqual([
    expect.stringContaining('4'),
    'The path "../out" leaves the workdir; give an absolute path if you mean it',
    'Nothing is kept under the id no-such-blob',
    'The file raw is not UTF-8 text; read its bytes instead',
    'This session has no startChild, so it cannot run child tasks',
  ]);
});

test('a blob that the record keeps can be copied to the host', async () => {
  const run = await startSession(cleanUp, {
    agent: 'cat here.txt; echo DONE >> optio.log',
    wrapRecord: (record) => ({
      ...record,
      getBlob: async (ref) => new TextEncoder().encode(`blob ${ref}\n`),
    }),
    beforeExecute: (context) => context.copyFile({ ref: '17' }, 'here.txt'),
  });
  await run.end;
  expect(await run.text('stdout')).toBe('blob 17\n');
});

describe('child tasks', () => {
  test('are runs of their own with their own progress, nested ones below them', async () => {
    const { runs, startChild } = childRuns();
    const outcomes: unknown[] = [];
    const { run } = await inHook(async (context) => {
      outcomes.push(
        await context.runChild({
          title: 'outer',
          run: async (child) => {
            child.reportProgress(50, 'half');
            await child.runChild({ title: 'inner', run: (inner) => inner.reportProgress(1) });
          },
        }),
      );
    }, startChild);
    expect(outcomes).toMatchObject([{ state: 'done', title: 'outer' }]);
    expect(runs).toEqual([
      {
        title: 'outer',
        bodies: [
          { type: 'run.progressed', percent: 50, message: 'half' },
          { type: 'run.ended', outcome: 'done' },
        ],
      },
      {
        title: 'inner',
        parentRunId: 'child-1',
        bodies: [
          { type: 'run.progressed', percent: 1 },
          { type: 'run.ended', outcome: 'done' },
        ],
      },
    ]);
    expect(await run.all('run.progressed')).toEqual([]);
  });

  test('a failed one rejects with its cause, unless that is survived', async () => {
    const { runs, startChild } = childRuns();
    const seen: unknown[] = [];
    await inHook(async (context) => {
      const task = {
        title: 'bad',
        run: () => {
          throw new RangeError('too far');
        },
      };
      await context.runChild(task).catch((error: unknown) => seen.push(error));
      seen.push(await context.runChild(task, { surviveFailure: true }));
    }, startChild);
    expect(seen[0]).toBeInstanceOf(ChildFailed);
    expect(seen[0]).toMatchObject({ message: 'The task "bad" failed: too far' });
    expect(seen[1]).toMatchObject({ state: 'failed' });
    expect(runs[0]?.bodies).toEqual([
      { type: 'run.ended', outcome: 'error', error: { name: 'RangeError', message: 'too far' } },
    ]);
  });

  test('a result is there while the child goes on', async () => {
    const { startChild } = childRuns();
    const seen: unknown[] = [];
    await inHook(async (context) => {
      let finish = (): void => {};
      const more = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const child = await context.runChildWithResult({
        title: 'server',
        run: async ({ publishResult }) => {
          publishResult({ port: 8080 });
          await more;
        },
      });
      seen.push(child.result);
      finish();
      seen.push((await child.outcome()).state);
      const none = context.runChildWithResult({ title: 'mute', run: () => {} });
      await none.catch((error: Error) => seen.push(error.message));
    }, startChild);
    expect(seen).toEqual([{ port: 8080 }, 'done', 'The task "mute" ended without a result']);
  });

  test('side by side there are never more than allowed, and one that fails stops the others', async () => {
    const { startChild } = childRuns();
    let running = 0;
    let most = 0;
    const errors: unknown[] = [];
    await inHook(async (context) => {
      const group = context.parallelGroup({ maxConcurrency: 3 });
      for (let i = 0; i < 10; i += 1) {
        await group.spawn({
          title: `task ${i}`,
          run: async () => {
            running += 1;
            most = Math.max(most, running);
            await new Promise((next) => setTimeout(next, 5));
            running -= 1;
          },
        });
      }
      expect(await group.join()).toHaveLength(10);
      const failing = context.parallelGroup();
      await failing.spawn({
        title: 'waits',
        run: ({ signal }) =>
          new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      });
      await failing.spawn({
        title: 'fails',
        run: () => {
          throw new Error('no');
        },
      });
      await failing.join().catch((error: AggregateError) => errors.push(...error.errors));
    }, startChild);
    expect(most).toBe(3);
    expect(errors.map((error) => (error as ChildFailed).outcome.state).sort()).toEqual([
      'cancelled',
      'failed',
    ]);
  });

  test('a download is a child task with its own progress', async () => {
    const server = createServer((_request, response) => response.end('x'.repeat(100_000)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    const { runs, startChild } = childRuns();
    const { run, end } = await inHook(async (context) => {
      await context.downloadFile(`http://127.0.0.1:${port}/data.bin`, 'data.bin');
    }, startChild);
    expect(end).toMatchObject({ outcome: 'done' });
    expect(await readFile(join(run.workdir, 'data.bin'), 'utf8')).toHaveLength(100_000);
    expect(runs[0]?.title).toBe('download data.bin');
    expect(runs[0]?.bodies.at(-1)).toEqual({ type: 'run.ended', outcome: 'done' });
    expect(runs[0]?.bodies).toContainEqual({ type: 'run.progressed', percent: 100 });
  });

  test('a download that fails leaves the file that was there, and nothing beside it', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('no'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    const { startChild } = childRuns();
    const failures: unknown[] = [];
    const { run } = await inHook(async (context) => {
      await context.copyFile(new TextEncoder().encode('good'), 'data/old.bin');
      await context
        .downloadFile(`http://127.0.0.1:${port}/data.bin`, 'data/old.bin')
        .catch((error: unknown) => failures.push(error));
    }, startChild);
    expect(failures).toHaveLength(1);
    expect(await readFile(join(run.workdir, 'data/old.bin'), 'utf8')).toBe('good');
    expect(await readdir(join(run.workdir, 'data'))).toEqual(['old.bin']);
  });
});
