import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { makeFolder, startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

/** Agents side by side, so that a thousand runs take the time of some dozens. */
const AT_ONCE = 8;

const endings = [
  { agent: `echo 'DONE: last word' >> optio.log; exit 7`, outcome: 'done', exitCode: 7 },
  { agent: `echo 'ERROR: last word' >> optio.log`, outcome: 'error', exitCode: 0 },
  { agent: `printf 'DONE: last word' >> optio.log`, outcome: 'done', exitCode: 0 },
  {
    agent: `echo 'DONE: last word' >> optio.log; kill -9 $$`,
    outcome: 'done',
    signal: 'SIGKILL',
  },
  {
    agent: `(sleep 0.05; echo 'DONE: last word' >> optio.log) & exit 0`,
    outcome: 'done',
    exitCode: 0,
  },
];

describe('H-A1 a last line right before the exit', () => {
  test('is seen with its text and the exit code beside it, 1,000 times', async () => {
    const wrong: unknown[] = [];
    let next = 0;
    const one = async (): Promise<void> => {
      for (let index = next++; index < 1_000; index = next++) {
        const { agent, ...expected } = endings[index % endings.length] ?? { agent: '' };
        const folders: (() => Promise<void>)[] = [];
        // Taken by nobody else: what is tried is the end, and the folder only costs time.
        const path = await makeFolder(folders);
        await mkdir(path);
        const kept = async (): Promise<void> => {};
        const workdir = { path, made: false, release: kept, remove: kept };
        const run = await startSession(folders, { agent, workdir });
        const { outcome, summary, exitCode, signal } = await run.end;
        const got = {
          outcome,
          ...(exitCode !== undefined && { exitCode }),
          ...(signal !== undefined && { signal }),
        };
        if (summary !== 'last word' || JSON.stringify(got) !== JSON.stringify(expected)) {
          wrong.push({ index, summary, ...got });
        }
        for (const clean of folders) await clean();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    expect(wrong).toEqual([]);
  }, 900_000);
});

test('an agent that ends without a word has exited, with its exit code', async () => {
  const run = await startSession(cleanUp, { agent: 'exit 3', limits: { lingerMs: 0 } });
  expect(await run.end).toEqual({
    outcome: 'exited',
    reason: 'The agent ended without DONE or ERROR: exit code 3.',
    exitCode: 3,
    notes: [],
  });
});

test('H-A8 near misses end nothing, and are told to the agent and to people with the right form', async () => {
  const run = await startSession(cleanUp, {
    agent: `for line in 'DONE.' 'Done' ' DONE' 'DONE - x'; do echo "$line" >> optio.log; done
      while [ "$(grep -c ^HINT inbox.log)" -lt 4 ]; do sleep 0.05; done; exit 0`,
  });
  expect(await run.end).toMatchObject({ outcome: 'exited' });
  const hints = await run.all('hint.given');
  expect(hints.map(({ line }) => line)).toEqual(['DONE.', 'Done', ' DONE', 'DONE - x']);
  for (const { hint } of hints) expect(hint).toContain('write "DONE: summary" or "DONE"');
  expect(await run.text()).toBe('DONE.\nDone\n DONE\nDONE - x\n');
  expect(await run.all('inbox.written')).toHaveLength(4);
});

test('H-A4 what is said after DONE is text, and files announced then are still taken', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo 'DONE: first' >> optio.log
      echo late > deliverables/late.txt
      printf '%s\\n' 'STATUS: 3% more' 'DELIVERABLE: deliverables/late.txt' 'ERROR: second' >> optio.log`,
  });
  expect(await run.end).toMatchObject({ outcome: 'done', summary: 'first' });
  expect(await run.text()).toBe('STATUS: 3% more\nERROR: second\n');
  expect(await run.all('agent.concluded')).toHaveLength(1);
  expect(await run.all('deliverable.captured')).toMatchObject([{ path: 'late.txt', size: 5 }]);
});

test('H-A16 progress without a percentage comes as it was said, the last line too', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo 'STATUS: 40% half' >> optio.log
      i=0; while [ $i -lt 500 ]; do echo "STATUS: step $i"; i=$((i + 1)); done >> optio.log
      echo 'STATUS: the end' >> optio.log; echo DONE >> optio.log`,
  });
  await run.end;
  const said = await run.all('run.progressed');
  expect(said).toHaveLength(502);
  expect(said[0]).toMatchObject({ percent: 40, message: 'half' });
  expect(said.slice(1).every(({ percent }) => percent === undefined)).toBe(true);
  expect(said.at(-1)).toMatchObject({ message: 'the end' });
});

test('H-A7 no line of a hurt log ends the session, each is there once or its loss is told', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo one >> optio.log
      printf 'bad \\377 byte\\n' >> optio.log
      printf '\\357\\273\\277DONE\\n' >> optio.log
      head -c 3000000 /dev/zero | tr '\\0' x >> optio.log; echo >> optio.log
      while [ ! -e go ]; do sleep 0.05; done
      echo two > optio.log
      while [ ! -e gone ]; do sleep 0.05; done
      mv optio.log old.log
      echo three >> optio.log
      printf 'DONE: unterminated' >> optio.log`,
    onDeliverable: () => {},
  });
  await run.until('log.disturbed', ({ change }) => change === 'cut');
  await writeFile(`${run.workdir}/go`, '');
  await run.until('output.written', ({ text }) => text.includes('two'));
  await writeFile(`${run.workdir}/gone`, '');
  expect(await run.end).toMatchObject({ outcome: 'done', summary: 'unterminated' });
  const text = await run.text();
  const lines = text.split('\n').map((line) => (line.length > 100 ? line.length : line));
  expect(lines).toEqual(['one', 'bad \uFFFD byte', '\uFEFFDONE', 1_048_576, 'two', 'three', '']);
  const changes = (await run.all('log.disturbed')).map(({ change }) => change);
  expect(changes).toContain('cut');
  expect(changes).toContain('truncated');
});

test('H-A7 DONE without a line end in a log that the running agent replaced is text, and told', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo one >> optio.log
      printf 'DONE: too early' >> optio.log
      echo 'STATUS: goes on' > new.log; mv new.log optio.log
      while [ ! -e go ]; do sleep 0.05; done
      echo 'DONE: at last' >> optio.log`,
  });
  await run.until('run.progressed');
  const [hint] = await run.all('hint.given');
  expect(hint).toMatchObject({
    line: 'DONE: too early',
    hint: 'Not read as DONE; the log was replaced before the line had its end. End each line, and append with >>.',
  });
  await writeFile(`${run.workdir}/go`, '');
  expect(await run.end).toMatchObject({ outcome: 'done', summary: 'at last' });
  expect(await run.all('agent.concluded')).toHaveLength(1);
  expect(await run.text()).toBe('one\nDONE: too early\n');
  expect(await run.all('log.disturbed')).toMatchObject([{ change: 'replaced' }]);
});

test('H-A7 DONE without a line end counts when the agent has exited, also in the body of a session', async () => {
  const run = await startSession(cleanUp, {
    body: async (host, { workdir }) => {
      await host.run({ shell: `printf 'DONE: by hand' >> optio.log` }, { cwd: workdir });
    },
  });
  expect(await run.end).toMatchObject({ outcome: 'done', summary: 'by hand' });
});

test('H-A2 a log of 10 GB that nobody can read in time ends the session, and is told', async () => {
  const run = await startSession(cleanUp, {
    agent: `truncate -s 10G optio.log; echo >> optio.log; echo DONE >> optio.log; exit 0`,
    limits: { finishMs: 100, concludedGraceMs: 100, lingerMs: 0 },
  });
  expect(await run.end).toMatchObject({
    outcome: 'error',
    reason: 'The log could not be read to its end within 100 ms.',
  });
});

test('H-A15 silence is told once, and ends the session where that is asked for', async () => {
  const run = await startSession(cleanUp, {
    agent: 'echo hello >> optio.log; sleep 1000',
    limits: { stalledAfterMs: 150, endAfterQuietMs: 600, cancelGraceMs: 0 },
  });
  expect(await run.end).toMatchObject({
    outcome: 'timed_out',
    reason: expect.stringContaining('silent'),
    stoppedBy: 'interrupt',
  });
  expect(await run.all('agent.stalled')).toHaveLength(1);
});

test('H-A15 what is done before the agent starts is no silence of it', async () => {
  const run = await startSession(cleanUp, {
    agent: 'echo DONE >> optio.log',
    limits: { stalledAfterMs: 100, endAfterQuietMs: 200 },
    beforeExecute: async ({ runOnHost }) => void (await runOnHost(['sleep', '1'])),
  });
  expect(await run.end).toMatchObject({ outcome: 'done' });
  expect(await run.all('agent.stalled')).toEqual([]);
});

test('H-A15 waiting for a person is no silence', async () => {
  const run = await startSession(cleanUp, {
    agent: `echo 'ATTENTION: which?' >> optio.log
      while ! grep -q ^ANSWER inbox.log; do echo tick >> ticks; sleep 0.05; done
      echo DONE >> optio.log`,
    limits: { stalledAfterMs: 1_000, endAfterQuietMs: 1_500 },
  });
  const { id } = await run.until('attention.raised');
  // By its own count it has been silent for twice as long as it may.
  for (;;) {
    const ticks = await readFile(`${run.workdir}/ticks`, 'utf8').catch(() => '');
    if (ticks.length >= 60 * 'tick\n'.length) break;
    await new Promise((next) => setTimeout(next, 20));
  }
  await run.journal.append('run-1', [{ type: 'attention.closed', id, by: 'ada', answer: 'that' }]);
  expect(await run.end).toMatchObject({ outcome: 'done' });
  expect(await run.all('agent.stalled')).toEqual([]);
});

test('a session whose time is over is timed out, with its processes', async () => {
  const run = await startSession(cleanUp, {
    agent: 'sleep 1000',
    limits: { wallClockMs: 300, cancelGraceMs: 0 },
  });
  expect(await run.end).toMatchObject({ outcome: 'timed_out', stoppedBy: 'interrupt' });
});

test('a program that is not there fails the session with one line', async () => {
  const run = await startSession(cleanUp, { command: { command: ['no-such-agent'] } });
  expect(await run.end).toMatchObject({
    outcome: 'error',
    reason: expect.stringContaining('no-such-agent'),
  });
});
