import Database from 'better-sqlite3';
import { JournalError, type JournalErrorCode } from '../journal-error.ts';

const NO_ROOM = /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/;
const NO_ACCESS =
  /^(SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST|ENOENT|ELOOP|ENAMETOOLONG)$/;
const DAMAGED = /^(SQLITE_CORRUPT.*|SQLITE_NOTADB)$/;
const IN_USE = /^SQLITE_(BUSY|LOCKED).*$/;

/** Says what the disk or SQLite refused as a JournalError that tells what to do about it. */
export function storageError(fault: unknown, directory: string): JournalError {
  if (fault instanceof JournalError) return fault;
  const { code, message } = codeOf(fault);
  const [told, advice] = describe(code, directory);
  // The system's own messages begin with their code.
  const reason = message.startsWith(`${code}:`) ? message : `${code}: ${message}`;
  return new JournalError(told, `${advice} (${reason})`, { cause: fault });
}

function describe(code: string, directory: string): [JournalErrorCode, string] {
  if (NO_ROOM.test(code)) {
    return [
      'journal_disk_full',
      `There is no room for the journal in ${directory}; free some or delete runs, then go on`,
    ];
  }
  if (NO_ACCESS.test(code)) {
    return [
      'journal_unwritable',
      `The journal in ${directory} cannot be opened or written; name a folder that this user may write`,
    ];
  }
  if (DAMAGED.test(code)) {
    return [
      'journal_corrupt',
      `The journal in ${directory} is damaged; put back a copy, or save what is readable with sqlite3 journal.db .recover`,
    ];
  }
  if (IN_USE.test(code)) {
    return ['journal_locked', `Another program holds the journal in ${directory}; end it first`];
  }
  return ['journal_io_failed', `The journal in ${directory} failed; open it again`];
}

function codeOf(fault: unknown): { code: string; message: string } {
  if (fault instanceof Database.SqliteError) return fault;
  if (!(fault instanceof Error)) return { code: 'UNKNOWN', message: String(fault) };
  const code: unknown = (fault as NodeJS.ErrnoException).code;
  return { code: typeof code === 'string' ? code : fault.name, message: fault.message };
}
