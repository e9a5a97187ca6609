import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { JournalError } from '../journal-error.ts';

/** How long to wait for a writer that is about to end. */
const WAIT_MS = 500;

/**
 * Makes this process the only writer of a folder until the returned function is called. The lock is
 * the operating system's, held through a small database of its own: it goes with the process however
 * that ends, and readers of the journal never meet it.
 *
 * @throws JournalError `journal_locked`, naming the process that holds it where that is known.
 */
export function lockForWriting(directory: string): () => void {
  const file = lockFile(directory);
  // Whoever may read it could hold it up.
  closeSync(openSync(file, 'a', 0o600));
  const lock = new Database(file, { timeout: WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (fault) {
    lock.close();
    if ((fault as { code?: unknown }).code !== 'SQLITE_BUSY') throw fault;
    const holder = readHolder(directory);
    const who = holder === undefined ? 'Another process' : `Process ${holder}`;
    throw new JournalError(
      'journal_locked',
      `${who} writes the journal in ${directory}; end it, or name another folder`,
      { cause: fault },
    );
  }
  try {
    writeFileSync(pidFile(directory), `${process.pid}\n`);
  } catch (fault) {
    lock.close();
    throw fault;
  }
  return () => lock.close();
}

/** The process, this one or another, that is the writer of a folder at this moment. */
export function writerOf(directory: string): number | undefined {
  return hasWriter(directory) ? readHolder(directory) : undefined;
}

/** Whether a process, this one or another, is the writer of a folder at this moment. */
function hasWriter(directory: string): boolean {
  const file = lockFile(directory);
  if (!existsSync(file)) return false;
  const lock = new Database(file, { readonly: true, timeout: 0 });
  try {
    lock.prepare('SELECT 1 FROM sqlite_schema').get();
    return false;
  } catch (fault) {
    return (fault as { code?: unknown }).code === 'SQLITE_BUSY';
  } finally {
    lock.close();
  }
}

function lockFile(directory: string): string {
  return join(directory, 'writer.lock');
}

function pidFile(directory: string): string {
  return join(directory, 'writer.pid');
}

function readHolder(directory: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile(directory), 'utf8'), 10);
    return Number.isSafeInteger(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}
