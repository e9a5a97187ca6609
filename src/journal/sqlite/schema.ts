import type { Database } from 'better-sqlite3';
import { JournalError } from '../journal-error.ts';
import { viewNames } from '../run-views.ts';
import { viewBit } from './view-bits.ts';

/** One step from a version of the schema to the next; never changed once it is released. */
export type Migration = (database: Database) => void;

/** The steps from an empty file to the schema in use: the version is how many were taken. */
export const MIGRATIONS: readonly Migration[] = [
  (database) => {
    const indexes = viewNames
      .filter((view) => view !== 'all')
      .map((view) => `CREATE INDEX runs_${view} ON runs (n) WHERE views & ${viewBit(view)};`);
    const totals = viewNames.map((view) => `INSERT INTO totals VALUES ('${view}', 0);`);
    database.exec(`
      CREATE TABLE runs (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id TEXT NOT NULL UNIQUE,
        last_seq INTEGER NOT NULL,
        last_at REAL NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL,
        deleted_at REAL,
        views INTEGER NOT NULL,
        summary TEXT NOT NULL,
        search TEXT NOT NULL
      ) STRICT;
      ${indexes.join('\n')}
      CREATE INDEX runs_ended ON runs (ended_at, n)
        WHERE ended_at IS NOT NULL AND deleted_at IS NULL;
      CREATE INDEX runs_deleted ON runs (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE TABLE events (
        run INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        at REAL NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (run, seq)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE blobs (
        id TEXT PRIMARY KEY,
        put_at REAL NOT NULL,
        bytes INTEGER NOT NULL,
        content BLOB
      ) STRICT;
      CREATE TABLE blob_users (
        run INTEGER NOT NULL,
        blob TEXT NOT NULL,
        PRIMARY KEY (run, blob)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX blob_users_by_blob ON blob_users (blob);
      CREATE TABLE totals (view TEXT PRIMARY KEY, runs INTEGER NOT NULL) STRICT;
      ${totals.join('\n')}
    `);
  },
];

/** Version of a database's schema; 0 for an empty one. */
export function schemaVersion(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/**
 * Brings a database to the newest schema, each step whole or not at all.
 *
 * @throws JournalError `journal_too_new` when it is newer than this version knows.
 */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  checkNotTooNew(database, migrations.length);
  for (const [version, step] of migrations.entries()) {
    if (version < schemaVersion(database)) continue;
    database
      .transaction(() => {
        step(database);
        database.pragma(`user_version = ${version + 1}`);
      })
      .immediate();
  }
}

/** @throws JournalError `journal_too_new` */
export function checkNotTooNew(database: Database, newest: number = MIGRATIONS.length): void {
  const version = schemaVersion(database);
  if (version <= newest) return;
  throw new JournalError(
    'journal_too_new',
    `The journal ${database.name} has schema version ${version}; this version of Causeway knows ${newest}. Update Causeway`,
  );
}
