import { expect, test } from 'vitest';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startWriter } from './start-writer.ts';

test('a second writer is told which process writes, and can once that was killed', async () => {
  const directory = temporaryFolder();
  const writer = await startWriter(directory, 'hold');
  await expect(openSqliteJournal({ directory })).rejects.toMatchObject({
    name: 'JournalError',
    code: 'journal_locked',
    message: `Process ${writer.pid} writes the journal in ${directory}; end it, or name another folder`,
  });
  await writer.kill();
  const journal = await openSqliteJournal({ directory });
  await journal.append('a', [{ type: 'run.started', kind: 'code', title: '' }]);
  await journal.close();
});

test('a second writer in the same process is refused, also under another name', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  const refused = openSqliteJournal({
    directory: `${directory}/../${directory.split('/').at(-1)}`,
  });
  await expect(refused).rejects.toMatchObject({ code: 'journal_locked' });
  await journal.append('a', [{ type: 'run.started', kind: 'code', title: '' }]);
  await journal.close();
  const next = await openSqliteJournal({ directory });
  expect(await next.getRun('a')).toBeDefined();
  await next.close();
});

test('a reader beside a live writer of another process sees what it writes, and writes nothing', async () => {
  const directory = temporaryFolder();
  const writer = await startWriter(directory, 'load');
  await writer.printed(1);
  const reader = await openSqliteJournal({ directory, readOnly: true });
  const follower = reader.follow('one');
  for (let seq = 1; seq <= 400; seq += 1) {
    expect((await follower.next()).value?.seq).toBe(seq);
  }
  await follower.return?.();
  expect((await reader.listRuns({ view: 'live' })).runs).toHaveLength(4);
  const denied = { code: 'journal_read_only' };
  const started = { type: 'run.started', kind: 'code', title: '' } as const;
  await expect(reader.append('x', [started])).rejects.toMatchObject(denied);
  await expect(reader.putBlob(new Uint8Array(1))).rejects.toMatchObject(denied);
  await expect(reader.deleteRun('one')).rejects.toMatchObject(denied);
  await expect(reader.prune({ keep: 0 })).rejects.toMatchObject(denied);
  await reader.close();
  await writer.kill();
});

test('a reader beside a writer of its own process sees the end of a run', async () => {
  const directory = temporaryFolder();
  const writer = await openSqliteJournal({ directory });
  await writer.append('a', [{ type: 'run.started', kind: 'code', title: '' }]);
  const reader = await openSqliteJournal({ directory, readOnly: true });
  const follower = reader.follow('a', { fromSeq: 2 });
  const waiting = follower.next();
  await writer.append('a', [{ type: 'run.ended', outcome: 'done' }]);
  expect((await waiting).value?.type).toBe('run.ended');
  expect((await follower.next()).done).toBe(true);
  await reader.close();
  await writer.close();
});
