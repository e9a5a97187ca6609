import { resolve } from 'node:path';
import type { Journal } from '../journal.ts';
import { openForReading } from './open-database.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { storageError } from './storage-error.ts';
import { WriterThread } from './writer-thread.ts';

export interface SqliteJournalOptions {
  /** The folder of the journal; made where it is missing. One process at a time writes in it. */
  directory: string;
  /** Opens it for reading, also while another process writes. Default false. */
  readOnly?: boolean;
  /** The clock: milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/**
 * Opens the journal in a folder. What `append` has resolved with is on the disk: it outlives the
 * process, the system and the power. Runs that a killed process left under way are still under way.
 *
 * @throws JournalError `journal_locked`, `journal_unwritable`, `journal_too_new`, `journal_corrupt`,
 * `journal_disk_full`, `journal_not_found` (reading only), `journal_io_failed`.
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const { readOnly = false, now = Date.now } = options;
  const directory = resolve(options.directory);
  try {
    if (readOnly) {
      return new SqliteJournal({ directory, database: openForReading(directory), now });
    }
    let journal: SqliteJournal | undefined;
    const writer = await WriterThread.start(directory, (changed) => journal?.tell(changed));
    try {
      journal = new SqliteJournal({ directory, database: openForReading(directory), writer, now });
    } catch (fault) {
      await writer.close();
      throw fault;
    }
    return journal;
  } catch (fault) {
    throw storageError(fault, directory);
  }
}
