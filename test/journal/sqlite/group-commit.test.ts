import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventBody } from '../../../src/journal/journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Transactions in a write-ahead log: frames that tell the size of the database after them. */
function commitsIn(directory: string): number {
  const log = readFileSync(join(directory, 'journal.db-wal'));
  const pageSize = log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
    if (log.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}

const wrote: EventBody = { type: 'output.written', stream: 'stdout', text: 'x' };

test('appends made at once share commits, one after another each has its own', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  await journal.append('a', [{ type: 'run.started', kind: 'code', title: '' }]);
  const before = commitsIn(directory);
  for (let index = 0; index < 10; index += 1) await journal.append('a', [wrote]);
  const between = commitsIn(directory);
  expect(between - before).toBe(10);
  await Promise.all(Array.from({ length: 200 }, () => journal.append('a', [wrote])));
  expect(commitsIn(directory) - between).toBe(1);
  expect(await journal.read('a')).toHaveLength(211);
  await journal.close();
});

test('an append is on disk when it resolves: another process reads it from the files', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  await journal.append('a', [{ type: 'run.started', kind: 'code', title: 'find me' }]);
  expect(readFileSync(join(directory, 'journal.db-wal')).includes('find me')).toBe(true);
  await journal.close();
});
