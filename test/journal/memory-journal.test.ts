import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { describeJournalContract } from './journal-contract.ts';

describeJournalContract('memory journal', (now) => createMemoryJournal({ now }));

test('takes 20,000 events one by one without waiting, each in its place', async () => {
  const journal = createMemoryJournal();
  const appended = [journal.append('run-1', [{ type: 'run.started', kind: 'code', title: '' }])];
  for (let index = 0; index < 10_000; index += 1) {
    const callId = `call-${index}`;
    appended.push(
      journal.append('run-1', [
        { type: 'call.began', callId, tool: 't', args: { value: {} }, road: 'host-call' },
      ]),
      journal.append('run-1', [{ type: 'call.ended', callId, status: 'ok', applied: 'yes' }]),
    );
  }
  await Promise.all(appended);
  const events = await journal.read('run-1');
  expect(events).toHaveLength(20_001);
  expect(events.every((event, index) => event.seq === index + 1)).toBe(true);
});

test('a follower that is dropped while it waits for nothing leaves the run as it was', async () => {
  const journal = createMemoryJournal();
  await journal.append('run-1', [{ type: 'run.started', kind: 'code', title: '' }]);
  for await (const event of journal.follow('run-1')) {
    expect(event.seq).toBe(1);
    break;
  }
  await journal.append('run-1', [{ type: 'run.ended', outcome: 'done' }]);
  expect(await journal.read('run-1')).toHaveLength(2);
});

test('keeps as many ended runs as it is told, and every run that is under way', async () => {
  const journal = createMemoryJournal({ keepRuns: 2 });
  await journal.append('open', [{ type: 'run.started', kind: 'code', title: '' }]);
  for (const runId of ['a', 'b', 'c']) {
    await journal.append(runId, [
      { type: 'run.started', kind: 'code', title: '' },
      { type: 'run.ended', outcome: 'done' },
    ]);
  }
  expect((await journal.listRuns()).map(({ runId }) => runId)).toEqual(['c', 'b', 'open']);
  expect(await journal.read('a')).toEqual([]);
});
