import { afterEach, describe, expect, test } from 'vitest';
import { EventSink } from '../../src/agents/session/event-sink.ts';
import type { RunEventBody } from '../../src/protocol/events/event.ts';
import { startSession } from './support/session-run.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

describe('an agent that says far too much', () => {
  test('is heard to the last of 300,000 lines by a record that is slow, with little under way', async () => {
    let most = 0;
    let underWay = 0;
    let appends = 0;
    const run = await startSession(cleanUp, {
      agent: `seq 1 300000 | sed 's/^/STATUS: step /' >> optio.log; echo DONE >> optio.log`,
      wrapRecord: (record) => ({
        ...record,
        append: async (bodies) => {
          appends += 1;
          underWay += bodies.length;
          most = Math.max(most, underWay);
          await new Promise((next) => setImmediate(next));
          await record.append(bodies);
          underWay -= bodies.length;
        },
      }),
    });
    expect(await run.end).toMatchObject({ outcome: 'done' });
    const said = await run.all('run.progressed');
    expect(said).toHaveLength(300_000);
    expect(said.at(-1)).toMatchObject({ message: 'step 300000' });
    expect(said.every(({ message }, index) => message === `step ${index + 1}`)).toBe(true);
    // One append at a time, of a bounded size.
    expect(most).toBeLessThanOrEqual(2_100);
    expect(appends).toBeGreaterThan(100);
  });

  test.each(['ATTENTION: ', 'BROWSER: ', 'DELIVERABLE: ', 'STATUS: ', ''])(
    'is heard in lines of a megabyte of control characters behind %j, in appends that a server takes',
    async (keyword) => {
      const sizes: number[] = [];
      const run = await startSession(cleanUp, {
        agent: `for i in 1 2 3 4 5 6; do printf '${keyword}%s ' $i; head -c 1000000 /dev/zero | tr '\\0' '\\1'; echo; done >> optio.log; echo DONE >> optio.log`,
        wrapRecord: (record) => ({
          ...record,
          append: async (bodies) => {
            sizes.push(Buffer.byteLength(JSON.stringify(bodies)));
            await record.append(bodies);
          },
        }),
      });
      expect(await run.end).toMatchObject({ outcome: 'done' });
      const events = JSON.stringify(await run.events());
      for (const number of [1, 2, 3, 4, 5, 6]) expect(events).toContain(`${number} \\u0001\\u0001`);
      expect(Math.max(...sizes)).toBeLessThan(64 * 1024 * 1024);
    },
  );

  test('leaves a bounded list of faults, and the first of each kind in it', async () => {
    const run = await startSession(cleanUp, {
      agent: `seq 1 300 | while read i; do echo $i > deliverables/$i; echo "DELIVERABLE: deliverables/$i"; done >> optio.log; echo DONE >> optio.log`,
      wrapRecord: (record) => ({ ...record, putBlob: () => Promise.reject(new Error('full')) }),
    });
    const { outcome, notes } = await run.end;
    expect(outcome).toBe('error');
    expect(notes.length).toBeLessThan(110);
    expect(notes.at(-1)).toMatch(/^There were 2\d\d more faults and notes/);
  });

  test('is told of its near misses only so often, and every line is kept', async () => {
    const run = await startSession(cleanUp, {
      agent: `seq 1 500 | sed 's/.*/Done./' >> optio.log; echo DONE >> optio.log`,
      limits: { hints: 7 },
    });
    await run.end;
    expect(await run.all('hint.given')).toHaveLength(7);
    expect(await run.text()).toBe('Done.\n'.repeat(500));
  });

  test('has the files refused that are more than may wait', async () => {
    const run = await startSession(cleanUp, {
      agent: `seq 1 50 | sed 's|.*|DELIVERABLE: deliverables/&|' >> optio.log; echo DONE >> optio.log`,
      limits: { deliverablesWaiting: 10 },
    });
    expect(await run.end).toMatchObject({ outcome: 'done' });
    const refused = await run.all('deliverable.refused');
    expect(refused).toHaveLength(50);
    expect(refused.some(({ reason }) => reason.startsWith('More than 10 files wait'))).toBe(true);
    expect(await run.all('deliverable.announced')).toHaveLength(50);
  });

  test('has only the beginning of endless output recorded, and that is told', async () => {
    const run = await startSession(cleanUp, {
      agent: `seq 1 20000; echo DONE >> optio.log`,
      limits: { outputBytes: 1_000 },
    });
    const { notes } = await run.end;
    expect(notes).toEqual([
      'More than 1000 bytes were written to stdout; the rest is not recorded.',
    ]);
    const text = await run.text('stdout');
    expect(text.length).toBeLessThanOrEqual(1_000);
    expect(text.startsWith('1\n2\n3\n')).toBe(true);
  });
});

describe('the way of events to the record', () => {
  const event = (message: string): RunEventBody => ({ type: 'run.progressed', message });

  test('keeps order and batches, also those that are added while it writes', async () => {
    const taken: string[][] = [];
    const sink = new EventSink(
      {
        append: async (bodies) => {
          await new Promise((next) => setImmediate(next));
          taken.push(bodies.map((body) => (body.type === 'run.progressed' && body.message) || ''));
        },
      },
      () => {},
    );
    void sink.add([event('a'), event('b')]);
    void sink.add([event('c')]);
    await new Promise((next) => setImmediate(next));
    await sink.add([event('d')]);
    expect(taken).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('H-A2 records nothing behind what it could not record, and tells everybody', async () => {
    const failures: unknown[] = [];
    let calls = 0;
    const sink = new EventSink(
      {
        append: async () => {
          calls += 1;
          throw new Error('down');
        },
      },
      (error) => failures.push(error),
    );
    await expect(sink.add([event('a')])).rejects.toThrow('down');
    await expect(sink.add([event('b')])).rejects.toThrow('down');
    await sink.settled();
    expect([calls, failures.length]).toEqual([1, 1]);
  });
});
