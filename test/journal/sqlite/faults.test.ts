import { spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/journal/journal.ts';
import { openForWriting } from '../../../src/journal/sqlite/open-database.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import type { WriteRequest } from '../../../src/journal/sqlite/requests.ts';
import { Writer } from '../../../src/journal/sqlite/writer.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const started: EventBody = { type: 'run.started', kind: 'code', title: 'A run' };

function wrote(text: string): EventBody {
  return { type: 'output.written', stream: 'stdout', text };
}

function request(runId: string, body: EventBody): WriteRequest {
  const light = { runId, seq: 1, at: 1, type: 'run.progressed' } as const;
  const event = { type: body.type, text: JSON.stringify(body), light, refs: [] };
  return { kind: 'append', runId, at: 1, events: [event] };
}

describe('opening a journal on disk', () => {
  test('makes its folder, with those above it, for the owner alone', async () => {
    const directory = join(temporaryFolder(), 'a', 'b');
    const journal = await openSqliteJournal({ directory });
    await journal.append('a', [started]);
    await journal.putBlob(new Uint8Array(300_000));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const file of ['journal.db', 'journal.db-wal']) {
      expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(directory, 'blobs')).mode & 0o777).toBe(0o700);
    await journal.close();
  });

  test('says that a folder cannot be made where a file is in the way', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const directory = join(file, 'data');
    await expect(openSqliteJournal({ directory })).rejects.toMatchObject({
      name: 'JournalError',
      code: 'journal_unwritable',
      message: expect.stringContaining(`${directory} cannot be opened or written; name a folder`),
    });
  });

  test.runIf(process.platform === 'linux')(
    'says that a folder cannot be made where the kernel allows none',
    async () => {
      const directory = '/proc/data/runs';
      await expect(openSqliteJournal({ directory })).rejects.toMatchObject({
        code: 'journal_unwritable',
        message: expect.stringMatching(/that this user may write \([A-Z]+: (?![A-Z]+:)/),
      });
    },
  );

  test('says that a folder cannot be written', async () => {
    // Root may write anywhere but in the kernel's own folders.
    const directory = process.getuid?.() === 0 ? '/proc/sys' : join(temporaryFolder(), 'closed');
    if (directory !== '/proc/sys') mkdirSync(directory, { mode: 0o500 });
    const refused = openSqliteJournal({ directory });
    await expect(refused).rejects.toMatchObject({ code: 'journal_unwritable' });
  });

  test('says that there is none to read', async () => {
    const directory = temporaryFolder();
    await expect(openSqliteJournal({ directory, readOnly: true })).rejects.toMatchObject({
      code: 'journal_not_found',
      message: `There is no journal in ${directory}`,
    });
  });

  test('says that a newer version wrote it, and leaves it as it is', async () => {
    const directory = temporaryFolder();
    await (await openSqliteJournal({ directory })).close();
    const file = join(directory, 'journal.db');
    const database = new Database(file);
    database.pragma('user_version = 99');
    database.close();
    const before = readFileSync(file);
    for (const readOnly of [false, true]) {
      await expect(openSqliteJournal({ directory, readOnly })).rejects.toMatchObject({
        code: 'journal_too_new',
        message: expect.stringMatching(/schema version 99; .* knows 1\. Update Causeway$/),
      });
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('leaves a database of somebody else alone', async () => {
    const directory = temporaryFolder();
    const database = new Database(join(directory, 'journal.db'));
    database.exec('CREATE TABLE mine (x)');
    database.close();
    await expect(openSqliteJournal({ directory })).rejects.toMatchObject({
      code: 'journal_corrupt',
      message: expect.stringContaining('is a database, but no journal; name another folder'),
    });
  });

  test('says that a file is no database', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'journal.db'), 'not a database, but long enough '.repeat(200));
    await expect(openSqliteJournal({ directory })).rejects.toMatchObject({
      code: 'journal_corrupt',
      message: expect.stringContaining(`The journal in ${directory} is damaged; put back a copy`),
    });
  });
});

test('damaged pages are told when they are read, to those who read and those who follow', async () => {
  const directory = temporaryFolder();
  const written = await openSqliteJournal({ directory });
  await written.append('a', [started]);
  for (let index = 0; index < 50; index += 1) {
    await written.append(
      'a',
      Array.from({ length: 20 }, () => wrote('x'.repeat(500))),
    );
  }
  await written.close();
  const file = join(directory, 'journal.db');
  const descriptor = openSync(file, 'r+');
  // Everything behind the tables' own first pages.
  const noise = new Uint8Array(statSync(file).size - 24 * 4096).fill(0xa5);
  writeSync(descriptor, noise, 0, noise.length, 24 * 4096);
  const journal = await openSqliteJournal({ directory });
  const damaged = { name: 'JournalError', code: 'journal_corrupt' };
  await expect(journal.read('a')).rejects.toMatchObject(damaged);
  const follower = journal.follow('a', { fromSeq: 500 });
  await expect(follower.next()).rejects.toMatchObject(damaged);
  expect((await follower.next()).done).toBe(true);
  await expect(journal.append('a', [wrote('y')])).rejects.toMatchObject(damaged);
  await journal.close();
});

test('a journal that is overwritten while it is followed beside its writer tells the follower', async () => {
  const directory = temporaryFolder();
  const written = await openSqliteJournal({ directory });
  await written.append('a', [started]);
  await written.close();
  const journal = await openSqliteJournal({ directory, readOnly: true });
  const follower = journal.follow('a', { fromSeq: 2 });
  const next = follower.next();
  for (const name of ['journal.db-shm', 'journal.db']) {
    writeSync(openSync(join(directory, name), 'r+'), new Uint8Array(4096).fill(7), 0, 4096, 0);
  }
  await expect(next).rejects.toMatchObject({ name: 'JournalError', code: 'journal_corrupt' });
  expect((await follower.next()).done).toBe(true);
  await journal.close();
});

describe('a full disk', () => {
  test('refuses the whole batch, keeps what was there, and goes on when there is room', () => {
    const directory = temporaryFolder();
    const database = openForWriting(directory);
    const writer = new Writer(database, directory);
    writer.write([request('a', started)]);
    const pages = database.pragma('page_count', { simple: true }) as number;
    database.pragma(`max_page_count = ${pages + 2}`);
    const large = 'x'.repeat(50_000);
    const refused = writer.write([request('a', wrote('small')), request('a', wrote(large))]);
    expect(refused.changed).toEqual([]);
    expect(refused.answers).toHaveLength(2);
    for (const answer of refused.answers) {
      expect(answer).toMatchObject({ error: { code: 'journal_disk_full' } });
    }
    expect(database.prepare('SELECT count(*) FROM events').pluck().get()).toBe(1);
    database.pragma('max_page_count = 1000000');
    const reply = writer.write([request('a', wrote('small')), request('b', wrote('too early'))]);
    expect(reply.answers).toMatchObject([
      { result: { firstSeq: 2 } },
      { error: { code: 'run_not_started' } },
    ]);
    expect(reply.changed).toMatchObject([['a', { lastSeq: 2 }]]);
    database.close();
  });

  const unshare = ['--map-root-user', '--mount', 'sh', '-c'];
  const canMount =
    process.platform === 'linux' &&
    spawnSync('unshare', [...unshare, 'mount -t tmpfs tmpfs /mnt']).status === 0;
  if (!canMount) process.stdout.write('Skipped: no file system can be mounted for a full disk\n');

  test.skipIf(!canMount)('a disk without room refuses, loses nothing, and recovers', () => {
    const mount = temporaryFolder();
    const program = new URL('./full-disk-process.ts', import.meta.url).pathname;
    const script = 'mount -t tmpfs -o size=8m tmpfs "$1" && exec "$2" "$3" "$1"';
    const args = [...unshare, script, 'sh', mount, process.execPath, program];
    const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      faults: ['journal_disk_full', 'journal_disk_full', 'journal_disk_full'],
      blobFault: 'journal_disk_full',
      second: 'journal_disk_full',
      readWhileFull: report.acknowledged,
      next: report.acknowledged + 1,
    });
    expect(report.acknowledged).toBeGreaterThan(1);
    expect(report.seqs).toEqual(Array.from({ length: report.next }, (_, index) => index + 1));
  });
});
