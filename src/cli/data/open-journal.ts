import type { Journal } from '../../journal/journal.ts';
import { JournalError } from '../../journal/journal-error.ts';
import { openSqliteJournal } from '../../journal/sqlite/open-sqlite-journal.ts';
import { CommandError } from '../command-error.ts';
import { FAILURE_EXIT_CODE } from '../exit-codes.ts';
import { readServerFile } from './server-file.ts';

/**
 * Opens the journal of a data folder for writing.
 *
 * @throws CommandError with the fault and its fix; for a folder that a server keeps, its URL.
 */
export async function openJournal(folder: string): Promise<Journal> {
  return await opened(folder, () => openSqliteJournal({ directory: folder }));
}

/** Opens it for reading, also while another process writes. */
export async function openJournalToRead(folder: string): Promise<Journal> {
  return await opened(folder, () => openSqliteJournal({ directory: folder, readOnly: true }));
}

/** Whether a folder could not be opened because another process keeps it, which may pass. */
export function isKeptElsewhere(fault: unknown): boolean {
  if (!(fault instanceof CommandError)) return false;
  return fault.cause instanceof JournalError && fault.cause.code === 'journal_locked';
}

async function opened(folder: string, open: () => Promise<Journal>): Promise<Journal> {
  try {
    return await open();
  } catch (cause) {
    if (!(cause instanceof JournalError)) throw cause;
    const told = { cause, exitCode: FAILURE_EXIT_CODE };
    if (cause.code !== 'journal_locked') throw new CommandError(cause.message, told);
    const server = await readServerFile(folder);
    if (server === undefined) throw new CommandError(cause.message, told);
    if (server.agent) {
      const who = `An agent’s process (${server.pid}) keeps the runs in ${folder} until its run ends`;
      const fix = 'start causeway serve, which gets them, or give another --data';
      throw new CommandError(`${who}; ${fix}`, told);
    }
    const who = `The server at ${server.url} (process ${server.pid}) keeps the runs in ${folder}`;
    throw new CommandError(`${who}; end it with Ctrl-C there, or give another --data`, told);
  }
}
