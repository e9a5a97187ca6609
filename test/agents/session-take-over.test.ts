import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { sshBox } from '../hosts/ssh/ssh-box.ts';
import { type DriverOptions, KilledDriver } from './support/killed-driver.ts';

const box = sshBox();
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

const LINES = 400;
const FILES = 20;

const machines: [string, () => DriverOptions][] = [
  ['this machine', () => ({})],
  ['a machine over SSH', () => ({ sshConfig: box.sshd.configFile })],
];

describe.each(machines)(
  'H-A14 a driver that is killed and started again, on %s',
  (_name, options) => {
    test('goes on where it was: no line lost or doubled, each file once, the answer of the time between', async () => {
      const run = await KilledDriver.prepare(
        cleanUp,
        `i=0
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
      echo 'DONE: all of it' >> optio.log; exit 5`,
        options(),
      );
      for (const captured of [1, 4, 9, 15]) {
        const child = run.start();
        await run.untilLines('inbox.log', 'CAPTURED', captured);
        await run.kill(child);
      }
      const asking = run.start();
      await run.untilLines('inbox.log', 'ASKED', 1);
      await run.kill(asking);
      const journal = await openSqliteJournal({ directory: run.data });
      await journal.append('run-1', [
        { type: 'attention.closed', id: 'r1', by: 'ada', answer: 'yes' },
      ]);
      await journal.close();
      const { end } = await run.startToEnd();
      expect(end).toMatchObject({ outcome: 'done', summary: 'all of it', exitCode: 5 });
      const numbers = Array.from({ length: LINES }, (_, i) => i);
      expect(await run.text('log')).toBe(numbers.map((i) => `line ${i}\n`).join(''));
      expect(await run.text('stdout')).toBe(numbers.map((i) => `out ${i}\n`).join(''));
      const events = await run.events();
      const files = events.filter(({ type }) => type === 'deliverable.captured');
      expect(files.map((file) => 'path' in file && file.path).sort()).toEqual(
        Array.from({ length: FILES }, (_, i) => `${i}.txt`).sort(),
      );
      const inbox = await readFile(join(run.workdir, 'inbox.log'), 'utf8');
      const told = inbox.trim().split('\n').sort();
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
      const run = await KilledDriver.prepare(
        cleanUp,
        `echo up >> optio.log
      while [ ! -e go ]; do sleep 0.02; done
      echo late > deliverables/late.txt; echo 'DELIVERABLE: deliverables/late.txt' >> optio.log
      printf 'DONE: alone' >> optio.log; echo > ended; exit 2`,
        options(),
      );
      const child = run.start();
      await run.untilEvent('agent.launched');
      await run.kill(child);
      await writeFile(join(run.workdir, 'go'), '');
      await run.untilLines('ended', '', 1);
      const { delivered, end } = await run.startToEnd();
      expect(end).toMatchObject({ outcome: 'done', summary: 'alone', exitCode: 2 });
      expect(delivered).toEqual([{ delivered: 'late.txt' }]);
    });

    test('H-A3 has not forgotten what was announced, nor that the agent is done', async () => {
      const run = await KilledDriver.prepare(
        cleanUp,
        `echo 'DELIVERABLE: deliverables/late.txt' >> optio.log; echo 'DONE: said' >> optio.log
      echo $$ > pid; while :; do sleep 0.1; done`,
        { ...options(), limits: { concludedGraceMs: 60_000 } },
      );
      const child = run.start();
      await run.untilEvent('agent.concluded');
      await run.untilLines('pid', '', 2);
      await run.kill(child);
      await writeFile(join(run.workdir, 'deliverables/late.txt'), 'late');
      process.kill(-Number(await readFile(join(run.workdir, 'pid'), 'utf8')), 'SIGTERM');
      const { delivered, end } = await run.startToEnd();
      expect(end).toEqual({
        outcome: 'done',
        summary: 'said',
        reason: 'The agent said DONE.',
        signal: 'SIGTERM',
        notes: [],
      });
      expect(delivered).toEqual([{ delivered: 'late.txt' }]);
      const types = (await run.events()).map(({ type }) => type);
      expect(types.filter((type) => type === 'agent.concluded')).toHaveLength(1);
      expect(types.filter((type) => type === 'deliverable.announced')).toHaveLength(1);
    });

    test('is lost when nothing of the agent is left, and its folder neither', async () => {
      const run = await KilledDriver.prepare(cleanUp, 'echo $$ > pid; sleep 1000', options());
      const child = run.start();
      await run.untilEvent('agent.launched');
      await run.untilLines('pid', '', 2);
      await run.kill(child);
      process.kill(-Number(await readFile(join(run.workdir, 'pid'), 'utf8')), 'SIGKILL');
      await rm(join(run.workdir, '.causeway/run'), { recursive: true });
      const { end } = await run.startToEnd();
      expect(end).toMatchObject({ outcome: 'lost' });
    });
  },
);
