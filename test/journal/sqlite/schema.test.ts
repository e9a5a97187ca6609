import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openForWriting } from '../../../src/journal/sqlite/open-database.ts';
import { MIGRATIONS, migrate, schemaVersion } from '../../../src/journal/sqlite/schema.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('the schema of a journal', () => {
  test('is brought from an older version to the newest, with what is in it', () => {
    const file = `${temporaryFolder()}/old.db`;
    const old = new Database(file);
    migrate(old);
    old.exec("INSERT INTO events VALUES (1, 1, 5, '{}')");
    old.close();
    const database = new Database(file);
    migrate(database, [
      ...MIGRATIONS,
      (next) => next.exec("ALTER TABLE events ADD COLUMN road TEXT NOT NULL DEFAULT ''"),
    ]);
    expect(schemaVersion(database)).toBe(MIGRATIONS.length + 1);
    expect(database.prepare('SELECT * FROM events').all()).toEqual([
      { run: 1, seq: 1, at: 5, body: '{}', road: '' },
    ]);
    expect(() => migrate(database)).toThrow(/has schema version 2; .* knows 1/);
    database.close();
  });

  test('stays at its version when a step fails half-way', () => {
    const database = new Database(':memory:');
    const failing = [
      ...MIGRATIONS,
      (next: Database.Database) => {
        next.exec('DROP TABLE totals');
        next.exec('DROP TABLE nobody_has_this');
      },
    ];
    expect(() => migrate(database, failing)).toThrow('no such table');
    expect(schemaVersion(database)).toBe(1);
    expect(database.prepare('SELECT count(*) FROM totals').pluck().get()).toBe(6);
  });

  test('syncs every commit, and gives pages back', () => {
    const database = openForWriting(temporaryFolder());
    const setting = (name: string): unknown => database.pragma(name, { simple: true });
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('synchronous')).toBe(2);
    expect(setting('auto_vacuum')).toBe(2);
    expect(setting('user_version')).toBe(1);
    database.close();
  });
});

/** How SQLite says it would carry a statement out. */
function planOf(database: Database.Database, sql: string): string {
  const rows = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all();
  return rows.map(({ detail }) => detail).join('; ');
}

describe('the plans of the statements', () => {
  const list = (where: string): string =>
    `SELECT n, run_id, summary FROM runs WHERE n < 9 AND n >= 1 AND ${where} ORDER BY n DESC LIMIT 9`;

  test('a page of a view walks the index of that view, and never sorts', () => {
    const database = openForWriting(temporaryFolder());
    for (const [view, bit] of [
      ['needs', 2],
      ['live', 4],
      ['failed', 8],
      ['code', 16],
      ['agents', 32],
    ] as const) {
      expect(planOf(database, list(`views & ${bit}`))).toBe(
        `SEARCH runs USING INDEX runs_${view} (n>? AND n<?)`,
      );
    }
    expect(planOf(database, list('views & 1'))).toBe(
      'SEARCH runs USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
    );
    database.close();
  });

  test('events, ended runs and users of a blob are found by their keys', () => {
    const database = openForWriting(temporaryFolder());
    expect(
      planOf(database, 'SELECT body FROM events WHERE run = 1 AND seq >= 5 ORDER BY seq'),
    ).toBe('SEARCH events USING PRIMARY KEY (run=? AND seq>?)');
    const ended =
      'SELECT run_id FROM runs WHERE ended_at IS NOT NULL AND deleted_at IS NULL ORDER BY ended_at DESC, n DESC LIMIT -1 OFFSET 5';
    expect(planOf(database, ended)).toBe('SEARCH runs USING INDEX runs_ended (ended_at>?)');
    expect(planOf(database, "SELECT 1 FROM blob_users WHERE blob = 'x'")).toMatch(
      /^SEARCH blob_users USING (COVERING )?INDEX blob_users_by_blob \(blob=\?\)$/,
    );
    database.close();
  });
});
