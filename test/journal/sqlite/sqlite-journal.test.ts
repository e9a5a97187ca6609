import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { describeJournalContract } from '../journal-contract.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeJournalContract('SQLite journal', (now) => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-journal-'));
  folders.push(directory);
  return openSqliteJournal({ directory, now });
});
