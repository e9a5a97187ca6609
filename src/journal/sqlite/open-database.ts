import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { JournalError } from '../journal-error.ts';
import { checkNotTooNew, MIGRATIONS, migrate, schemaVersion } from './schema.ts';

/** `CSWY`, by which `file` and SQLite's tools can tell a journal. */
const APPLICATION_ID = 0x43535759;

/** How long a statement waits for another process, for instance one that makes a checkpoint. */
const BUSY_MS = 5_000;

/** Size to which SQLite cuts the write-ahead log after a checkpoint, in bytes. */
const LOG_BYTES = 64 * 1024 * 1024;

/** The file that holds the events. */
export function databaseFile(directory: string): string {
  return join(directory, 'journal.db');
}

/** Opens a journal's database for writing; makes it, and its folder, where there is none. */
export function openForWriting(directory: string): Database.Database {
  const file = databaseFile(directory);
  // SQLite would let everybody read it; the log takes over what the database allows.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file, { timeout: BUSY_MS });
  try {
    checkNotTooNew(database);
    refuseForeign(database, directory);
    // Has to come before the first table: pages of deleted runs can then go back to the disk.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    // FULL syncs the log at every commit; NORMAL could lose the last ones with the power.
    database.pragma('synchronous = FULL');
    // Where fsync leaves data in the drive's cache (macOS), asks for more.
    database.pragma('fullfsync = ON');
    database.pragma('checkpoint_fullfsync = ON');
    database.pragma(`journal_size_limit = ${LOG_BYTES}`);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(database);
    syncFolder(directory);
    return database;
  } catch (fault) {
    database.close();
    throw fault;
  }
}

/**
 * Opens a journal's database for reading, beside its writer or without one.
 *
 * @throws JournalError `journal_not_found`, `journal_too_new`
 */
export function openForReading(directory: string): Database.Database {
  const file = databaseFile(directory);
  if (!existsSync(file)) {
    throw new JournalError('journal_not_found', `There is no journal in ${directory}`);
  }
  const database = new Database(file, { readonly: true, timeout: BUSY_MS });
  try {
    checkNotTooNew(database);
    refuseForeign(database, directory);
    if (schemaVersion(database) < MIGRATIONS.length) {
      throw new JournalError(
        'journal_not_found',
        `The journal in ${directory} has not been set up; open it for writing once`,
      );
    }
    return database;
  } catch (fault) {
    database.close();
    throw fault;
  }
}

/** Makes the folder, for its owner alone: arguments and results of calls are in it. */
export function makeFolder(directory: string): void {
  if (isFolder(directory)) return;
  // Node's own recursive mkdir never returns where the parent is there and refuses with ENOENT, as
  // the kernel's folders do; so each folder is made by itself.
  const parent = dirname(resolve(directory));
  if (parent !== resolve(directory) && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (fault) {
    // Another process may have made it in between.
    if (!isFolder(directory)) throw fault;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Makes the names of new files in a folder durable. */
export function syncFolder(directory: string): void {
  // Windows gives no handle to a folder, and keeps its names without being asked.
  if (process.platform === 'win32') return;
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function refuseForeign(database: Database.Database, directory: string): void {
  const id = database.pragma('application_id', { simple: true });
  const version = schemaVersion(database);
  if (id === APPLICATION_ID || (id === 0 && version === 0 && isEmpty(database))) return;
  throw new JournalError(
    'journal_corrupt',
    `${databaseFile(directory)} is a database, but no journal; name another folder`,
  );
}

function isEmpty(database: Database.Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
}
