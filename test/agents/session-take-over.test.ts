import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { makeFolder } from './support/session-run.ts';

const driver = fileURLToPath(new URL('./support/driver.ts', import.meta.url));
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

interface Taken {
  workdir: string;
  data: string;
  start: () => ChildProcess & { output: () => string };
}

/** A folder, a journal on disk, and drivers to be killed. */
async function prepare(agent: string): Promise<Taken> {
  const workdir = await makeFolder(cleanUp);
  const data = join(dirname(workdir), 'data');
  return {
    workdir,
    data,
    start() {
      const child = spawn(process.execPath, [driver, data, workdir, agent], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      child.stdout?.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      cleanUp.unshift(async () => void child.kill('SIGKILL'));
      return Object.assign(child, { output: () => text });
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function eventsIn(data: string): Promise<readonly RunEvent[]> {
  const journal = await openSqliteJournal({ directory: data, readOnly: true });
  try {
    return await journal.read('run-1');
  } finally {
    await journal.close();
  }
}

/** Polls until a file has so many lines that begin with a word. */
async function untilLines(path: string, word: string, least: number): Promise<void> {
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.split('\n').filter((line) => line.startsWith(word)).length >= least) return;
    await new Promise((next) => setTimeout(next, 10));
  }
}

function textOf(events: readonly RunEvent[], stream: string): string {
  return events
    .map((event) => (event.type === 'output.written' && event.stream === stream ? event.text : ''))
    .join('');
}

const LINES = 400;
const FILES = 20;

describe('H-A14 a driver that is killed and started again', () => {
  test('goes on where it was: no line lost or doubled, each file once, the answer of the time between', async () => {
    const taken = await prepare(`i=0
      while [ $i -lt ${LINES} ]; do
        echo "line $i" >> optio.log; echo "out $i"
        if [ $((i % ${LINES / FILES})) = 0 ]; then
          n=$((i / ${LINES / FILES})); echo "file $n" > deliverables/$n.txt
          echo "DELIVERABLE: deliverables/$n.txt" >> optio.log
        fi
        i=$((i + 1)); sleep 0.005
      done
      echo 'ATTENTION: go on?' >> optio.log
      while ! grep -q '^ANSWER id=r1' inbox.log; do sleep 0.02; done
      echo 'DONE: all of it' >> optio.log; exit 5`);
    const inbox = join(taken.workdir, 'inbox.log');
    for (const captured of [1, 4, 9, 15]) {
      const child = taken.start();
      await untilLines(inbox, 'CAPTURED', captured);
      await killed(child);
    }
    const asking = taken.start();
    await untilLines(inbox, 'ASKED', 1);
    await killed(asking);
    const journal = await openSqliteJournal({ directory: taken.data });
    await journal.append('run-1', [
      { type: 'attention.closed', id: 'r1', by: 'ada', answer: 'yes' },
    ]);
    await journal.close();
    const last = taken.start();
    await once(last, 'exit');
    const [end] = last.output().trim().split('\n').slice(-1);
    expect(JSON.parse(end ?? '')).toMatchObject({
      outcome: 'done',
      summary: 'all of it',
      exitCode: 5,
    });
    const events = await eventsIn(taken.data);
    const numbers = Array.from({ length: LINES }, (_, i) => i);
    expect(textOf(events, 'log')).toBe(numbers.map((i) => `line ${i}\n`).join(''));
    expect(textOf(events, 'stdout')).toBe(numbers.map((i) => `out ${i}\n`).join(''));
    const files = events.filter(({ type }) => type === 'deliverable.captured');
    expect(files.map((file) => 'path' in file && file.path).sort()).toEqual(
      Array.from({ length: FILES }, (_, i) => `${i}.txt`).sort(),
    );
    const told = (await readFile(inbox, 'utf8')).trim().split('\n').sort();
    expect(told.filter((line) => line.startsWith('CAPTURED'))).toHaveLength(FILES);
    expect(new Set(told).size).toBe(told.length);
    expect(told.filter((line) => !line.startsWith('CAPTURED'))).toEqual([
      'ANSWER id=r1 by=ada: yes',
      'ASKED id=r1: go on?',
    ]);
    const recorded = events.filter(({ type }) => type === 'inbox.written');
    expect(recorded.map((event) => 'line' in event && event.line).sort()).toEqual(told);
    for (const type of ['agent.launched', 'agent.exited', 'agent.concluded', 'run.ended']) {
      expect(events.filter((event) => event.type === type)).toHaveLength(1);
    }
  });

  test('is done when the agent said DONE while nobody was there', async () => {
    const taken = await prepare(`echo up >> optio.log
      while [ ! -e go ]; do sleep 0.02; done
      echo late > deliverables/late.txt; echo 'DELIVERABLE: deliverables/late.txt' >> optio.log
      printf 'DONE: alone' >> optio.log; echo > ended; exit 2`);
    const child = taken.start();
    await untilLines(join(taken.workdir, 'optio.log'), 'up', 1);
    for (;;) {
      const events = await eventsIn(taken.data).catch(() => []);
      if (events.some(({ type }) => type === 'agent.launched')) break;
      await new Promise((next) => setTimeout(next, 20));
    }
    await killed(child);
    await writeFile(join(taken.workdir, 'go'), '');
    await untilLines(join(taken.workdir, 'ended'), '', 1);
    const last = taken.start();
    await once(last, 'exit');
    const lines = last.output().trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      outcome: 'done',
      summary: 'alone',
      exitCode: 2,
    });
    expect(lines).toContain('{"delivered":"late.txt"}');
  });
});
