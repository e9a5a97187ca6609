import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { describeJournalContract } from './journal-contract.ts';
import { describeListContract } from './journal-contract-lists.ts';

describeJournalContract('memory journal', (now) => createMemoryJournal({ now }));
describeListContract('memory journal', (now) => createMemoryJournal({ now }));

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
  expect((await journal.listRuns()).runs.map(({ runId }) => runId)).toEqual(['c', 'b', 'open']);
  expect(await journal.read('a')).toEqual([]);
});

test('a blob goes with the last run that refers to it, whoever keeps it', async () => {
  const journal = createMemoryJournal({ keepRuns: 1 });
  const bytes = (text: string) => new TextEncoder().encode(text);
  const record = async (runId: string, text: string, end = true) => {
    const ref = await journal.putBlob(bytes(text));
    const args = { preview: text, bytes: text.length, ref };
    await journal.append(runId, [
      { type: 'run.started', kind: 'code', title: '' },
      { type: 'call.began', callId: 'c', tool: 't', args, road: 'host-call' },
    ]);
    if (end) await journal.append(runId, [{ type: 'run.ended', outcome: 'done' }]);
    return ref;
  };
  const own = await record('a', 'only in a');
  const shared = await record('open', 'in two runs', false);
  await record('b', 'in two runs');
  expect(await journal.getBlob(own)).toBeUndefined();
  const deliverable = await journal.putBlob(bytes('a file'));
  const announced = await journal.putBlob(bytes('not yet in an event'));
  await journal.append('c', [
    { type: 'run.started', kind: 'code', title: '' },
    {
      type: 'deliverable.captured',
      path: 'f',
      size: 6,
      sha256: deliverable.slice(7),
      mediaType: 'text/plain',
      ref: deliverable,
    },
    { type: 'run.ended', outcome: 'done' },
  ]);
  expect(await journal.getBlob(shared)).toEqual(bytes('in two runs'));
  expect(await journal.getBlob(deliverable)).toEqual(bytes('a file'));
  await record('d', 'the next one');
  expect(await journal.getBlob(deliverable)).toBeUndefined();
  expect(await journal.getBlob(announced)).toEqual(bytes('not yet in an event'));
});

test('a blob that two runs put at once stays for the one that refers to it later', async () => {
  const journal = createMemoryJournal({ keepRuns: 1 });
  const content = new TextEncoder().encode('the same');
  const [ref] = await Promise.all([journal.putBlob(content), journal.putBlob(content)]);
  const value = { preview: 't', bytes: 8, ref };
  for (const runId of ['a', 'b']) {
    await journal.append(runId, [
      { type: 'run.started', kind: 'code', title: '' },
      { type: 'run.ended', outcome: 'done', ...(runId === 'a' && { value }) },
    ]);
  }
  expect(await journal.getBlob(ref)).toEqual(content);
  await journal.append('c', [
    { type: 'run.started', kind: 'code', title: '' },
    { type: 'run.ended', outcome: 'done', value },
  ]);
  expect(await journal.getBlob(ref)).toEqual(content);
});
