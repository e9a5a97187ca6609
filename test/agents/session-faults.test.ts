import { access, readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { localHost } from '../../src/hosts/local/local-host.ts';
import { startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

const twoFiles = `echo 1 > deliverables/a.txt; echo 2 > deliverables/b.txt
  echo 'DELIVERABLE: deliverables/a.txt' >> optio.log
  echo 'DELIVERABLE: deliverables/b.txt' >> optio.log
  echo 'DONE: fine' >> optio.log`;

describe('H-A2 what fails on this side never leaves a success', () => {
  test('a callback that throws for one file is told, and gets the others', async () => {
    const paths: string[] = [];
    const run = await startSession(cleanUp, {
      agent: twoFiles,
      onDeliverable: (_context, path) => {
        paths.push(path);
        if (path === 'a.txt') throw new Error('no room');
      },
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      summary: 'fine',
      reason: 'onDeliverable failed for "a.txt": no room',
    });
    expect(paths).toEqual(['a.txt', 'b.txt']);
    expect(await run.all('deliverable.captured')).toHaveLength(2);
  });

  test('a callback that rejects with an abort is a failure too', async () => {
    const run = await startSession(cleanUp, {
      agent: twoFiles,
      onDeliverable: async () => AbortSignal.abort().throwIfAborted(),
    });
    expect(await run.end).toMatchObject({ outcome: 'error', summary: 'fine' });
  });

  test('a callback that never returns holds up nobody for ever', async () => {
    const paths: string[] = [];
    const run = await startSession(cleanUp, {
      agent: twoFiles,
      limits: { callbackMs: 100 },
      onDeliverable: (_context, path) => {
        paths.push(path);
        return path === 'a.txt' ? new Promise(() => {}) : undefined;
      },
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: 'onDeliverable did not return within 100 ms for "a.txt".',
    });
    expect(paths).toEqual(['a.txt', 'b.txt']);
  });

  test('a record that takes nothing any more ends the session, and its agent', async () => {
    let taken = 0;
    const run = await startSession(cleanUp, {
      agent: `while :; do echo tick >> optio.log; sleep 0.02; done`,
      limits: { cancelGraceMs: 0 },
      wrapRecord: (record) => ({
        ...record,
        append: async (bodies) => {
          taken += 1;
          if (taken > 5) throw new Error('the database is down');
          await record.append(bodies);
        },
      }),
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: 'What happened could not be recorded: the database is down',
      stoppedBy: 'interrupt',
    });
  });

  test('DONE that could not be recorded is no DONE', async () => {
    const run = await startSession(cleanUp, {
      agent: 'echo DONE >> optio.log',
      wrapRecord: (record) => ({
        ...record,
        append: async (bodies) => {
          if (bodies.some(({ type }) => type === 'agent.concluded')) throw new Error('disk full');
          await record.append(bodies);
        },
      }),
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: 'What happened could not be recorded: disk full',
    });
  });

  test('a record that never answers is given up', async () => {
    const run = await startSession(cleanUp, {
      agent: 'echo DONE >> optio.log; sleep 1000',
      limits: { recordMs: 100, cancelGraceMs: 0, concludedGraceMs: 0 },
      wrapRecord: (record) => ({
        ...record,
        append: async (bodies) => {
          if (bodies.some(({ type }) => type === 'agent.concluded')) await new Promise(() => {});
          await record.append(bodies);
        },
      }),
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: 'What happened could not be recorded: the record did not answer within 100 ms',
    });
  });

  test('a store that never answers is a refusal to the agent, and a failure', async () => {
    const run = await startSession(cleanUp, {
      agent: twoFiles,
      limits: { recordMs: 100 },
      wrapRecord: (record) => ({ ...record, putBlob: () => new Promise(() => {}) }),
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: expect.stringContaining('did not answer within 100 ms'),
    });
    expect(await run.all('deliverable.refused')).toHaveLength(2);
  });

  test('bytes that cannot be kept are refused to the agent, and told', async () => {
    const run = await startSession(cleanUp, {
      agent: twoFiles,
      wrapRecord: (record) => ({
        ...record,
        putBlob: async () => {
          throw new Error('quota');
        },
      }),
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: 'The file "a.txt" could not be kept: quota',
    });
    expect(await run.all('deliverable.refused')).toHaveLength(2);
  });

  test('a follower that fails ends the session', async () => {
    const host = localHost();
    const broken: typeof host = Object.assign(Object.create(host), {
      follow: (path: string, options: object) => {
        const follower = host.follow(path, options);
        if (!path.endsWith('optio.log')) return follower;
        return Object.assign(Object.create(follower), {
          finish: async () => {},
          drain: async () => {},
          stop: () => {},
          // biome-ignore lint/correctness/useYield: it fails before it has anything to give.
          async *[Symbol.asyncIterator]() {
            throw new Error('the disk is gone');
          },
        });
      },
    });
    const run = await startSession(
      cleanUp,
      { agent: 'echo DONE >> optio.log; sleep 1000', limits: { cancelGraceMs: 0 } },
      broken,
    );
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: 'The log could not be followed: the disk is gone',
    });
  });

  test('a feed of answers that fails ends the session', async () => {
    const run = await startSession(cleanUp, {
      agent: 'sleep 1000',
      limits: { cancelGraceMs: 0 },
      // biome-ignore lint/correctness/useYield: it fails before it has anything to give.
      feed: (async function* () {
        throw new Error('connection reset');
      })(),
    });
    expect(await run.end).toMatchObject({
      outcome: 'error',
      reason: expect.stringContaining('connection reset'),
    });
  });

  test('hooks that throw are told, and afterExecute is called whatever happened', async () => {
    const called: string[] = [];
    const before = await startSession(cleanUp, {
      agent: 'echo DONE >> optio.log',
      beforeExecute: () => {
        throw new Error('no licence');
      },
      afterExecute: () => void called.push('first'),
    });
    expect(await before.end).toMatchObject({
      outcome: 'error',
      reason: 'beforeExecute failed: no licence',
    });
    const after = await startSession(cleanUp, {
      agent: 'echo DONE >> optio.log',
      afterExecute: () => {
        called.push('second');
        throw new Error('no ftp');
      },
    });
    expect(await after.end).toMatchObject({
      outcome: 'error',
      reason: 'afterExecute failed: no ftp',
    });
    expect(called).toEqual(['first', 'second']);
  });

  test('a body that throws fails the session; one that returns without a word has exited', async () => {
    const thrown = await startSession(cleanUp, {
      body: async () => {
        throw new Error('no such model');
      },
    });
    expect(await thrown.end).toMatchObject({
      outcome: 'error',
      reason: 'The body failed: no such model',
    });
    const returned = await startSession(cleanUp, { body: async () => {} });
    expect(await returned.end).toMatchObject({ outcome: 'exited' });
  });
});

test('H-A12 a body that ignores cancellation is ended with its grandchildren, in bounded time', async () => {
  const stop = new AbortController();
  const run = await startSession(cleanUp, {
    signal: stop.signal,
    limits: { cancelGraceMs: 10, bodyGraceMs: 50 },
    body: (_host, { reportProgress }) => {
      reportProgress(1);
      return new Promise(() => {});
    },
  });
  await run.until('run.progressed');
  stop.abort();
  expect(await run.end).toMatchObject({
    outcome: 'cancelled',
    notes: [expect.stringContaining('The body did not return')],
  });
});

test('H-A12 an agent that ignores its signals, and what it left in other sessions, is gone after a cancel', async () => {
  const stop = new AbortController();
  const run = await startSession(cleanUp, {
    signal: stop.signal,
    limits: { cancelGraceMs: 0 },
    agent: `trap '' INT TERM
      setsid sh -c 'trap "" INT TERM; echo "$$" > far; while :; do sleep 0.1; done' &
      while [ ! -s far ]; do sleep 0.02; done
      echo 'STATUS: up' >> optio.log
      while :; do sleep 0.1; done`,
  });
  await run.until('run.progressed');
  const far = Number(await readFile(`${run.workdir}/far`, 'utf8'));
  expect(isRunning(far)).toBe(true);
  stop.abort();
  expect(await run.end).toMatchObject({ outcome: 'cancelled', stoppedBy: 'kill' });
  expect(isRunning(far)).toBe(false);
  expect(await readFile(`${run.workdir}/inbox.log`, 'utf8')).toContain('CANCEL: It was cancelled.');
});

test('a request to end in the journal ends the session, with who asked', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo up >> optio.log; while ! grep -q ^CANCEL inbox.log; do sleep 0.02; done`,
  });
  await run.until('output.written');
  await run.journal.append('run-1', [
    { type: 'run.cancel_requested', by: 'ada', reason: 'wrong branch' },
  ]);
  expect(await run.end).toMatchObject({
    outcome: 'cancelled',
    reason: 'ada asked it to end: wrong branch.',
    exitCode: 0,
  });
});

test('a cancel that comes after DONE was written changes nothing', async () => {
  const stop = new AbortController();
  const run = await startSession(cleanUp, {
    signal: stop.signal,
    agent: `echo DONE >> optio.log; echo up > up; sleep 1000`,
    limits: { concludedGraceMs: 100 },
  });
  for (;;) {
    if (
      await access(`${run.workdir}/up`).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((next) => setTimeout(next, 5));
  }
  stop.abort();
  expect(await run.end).toMatchObject({ outcome: 'done' });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
