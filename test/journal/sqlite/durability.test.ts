import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { blobId } from '../../../src/journal/blob-id.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startWriter } from './start-writer.ts';

const ROUNDS = 8;

test('H-E1: what was acknowledged is there after kill -9 under load, in order and without gaps', {
  timeout: 120_000,
}, async () => {
  const directory = temporaryFolder();
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const writer = await startWriter(directory, 'load');
    await writer.printed(randomInt(1, 200));
    await writer.kill();
    acknowledged.push(...writer.lines);
  }
  const journal = await openSqliteJournal({ directory });
  for (const runId of ['one', 'two', 'three', 'four']) {
    const events = await journal.read(runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.length % 2).toBe(1);
    for (let index = 1; index < events.length; index += 2) {
      expect(events[index]).toMatchObject({ type: 'call.began' });
      expect(events[index + 1]).toMatchObject({ type: 'call.ended' });
    }
    const run = await journal.getRun(runId);
    expect(run?.summary).toMatchObject({ state: 'running', lastSeq: events.length });
    expect(run?.ended).toBeUndefined();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
  for (const line of acknowledged) {
    const [runId = '', first = '', , ref = ''] = line.split(' ');
    const [began] = await journal.read(runId, { fromSeq: Number(first), limit: 1 });
    expect(began).toMatchObject({ type: 'call.began', args: { ref } });
    expect(blobId((await journal.getBlob(ref)) ?? new Uint8Array())).toBe(ref);
  }
  await journal.close();
});

test('H-E1: a run that a killed process left goes on where it was, with its summary', async () => {
  const directory = temporaryFolder();
  const writer = await startWriter(directory, 'load');
  await writer.printed(5);
  await writer.kill();
  const journal = await openSqliteJournal({ directory });
  const before = (await journal.getRun('one'))?.summary;
  const [event] = await journal.append('one', [
    { type: 'call.began', callId: 'late', tool: 'u', args: { value: {} }, road: 'event' },
  ]);
  expect(event?.seq).toBe((before?.lastSeq ?? 0) + 1);
  const after = (await journal.getRun('one'))?.summary;
  expect(after?.calls).toEqual({ ...before?.calls, running: (before?.calls.running ?? 0) + 1 });
  expect(after?.tools).toEqual(['t', 'u']);
  await journal.append('one', [{ type: 'run.ended', outcome: 'lost' }]);
  expect(await journal.countRuns()).toMatchObject({ all: 4, live: 3, failed: 1 });
  await journal.close();
});

test('a process that ends by itself without closing has written what it handed over', async () => {
  const directory = temporaryFolder();
  const writer = await startWriter(directory, 'leave');
  expect(await writer.ended).toBe(0);
  const journal = await openSqliteJournal({ directory });
  expect((await journal.read('left')).at(-1)).toMatchObject({ text: 'last words' });
  await journal.close();
});
