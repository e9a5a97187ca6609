import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { describeJournalContract, type MakeJournal } from '../journal-contract.ts';
import { describeListContract } from '../journal-contract-lists.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const makeJournal: MakeJournal = (now) => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-journal-'));
  folders.push(directory);
  return openSqliteJournal({ directory, now });
};

describeJournalContract('SQLite journal', makeJournal);
describeListContract('SQLite journal', makeJournal);
