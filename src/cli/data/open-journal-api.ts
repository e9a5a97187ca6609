import { existsSync } from 'node:fs';
import { createMemoryJournal } from '../../journal/memory-journal.ts';
import { databaseFile } from '../../journal/sqlite/open-database.ts';
import { createServerApp } from '../../server/create-server-app.ts';
import { ApiClient } from '../api/api-client.ts';
import { openJournal, openJournalToRead } from './open-journal.ts';

/** The API over the journal of a folder that no server keeps, in this process. */
export async function openJournalApi(
  folder: string,
  { write = false }: { write?: boolean } = {},
): Promise<ApiClient> {
  // A folder in which nothing has run is as good as an empty one, and asking must not fill it.
  const isThere = existsSync(databaseFile(folder));
  const open = write ? openJournal : openJournalToRead;
  const journal = isThere ? await open(folder) : createMemoryJournal();
  const app = createServerApp({ journal });
  return new ApiClient({
    url: 'http://localhost',
    transport: async (request) => await app.fetch(request),
    onClose: () => journal.close(),
  });
}
