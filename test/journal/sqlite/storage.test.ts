import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { EventBody } from '../../../src/journal/journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { fold } from '../../../src/timeline/fold.ts';
import { summarise } from '../../../src/timeline/summarise.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const started: EventBody = { type: 'run.started', kind: 'code', title: 'A run' };
const DAY = 86_400_000;

function call(index: number): EventBody[] {
  const callId = `c${index}`;
  const nested = index % 10 === 0 ? {} : { parentCallId: `c${index - (index % 10)}` };
  return [
    { type: 'call.began', callId, ...nested, tool: 't', args: { value: {} }, road: 'event' },
    { type: 'call.ended', callId, status: 'ok', applied: 'yes' },
  ];
}

test('H-E2: a run of 50,000 calls is appended, followed, read again and summarised', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  const appended = [journal.append('big', [started])];
  for (let index = 0; index < 50_000; index += 1) {
    appended.push(journal.append('big', call(index)));
  }
  await Promise.all(appended);
  await journal.close();
  const again = await openSqliteJournal({ directory });
  await again.append('big', [{ type: 'run.ended', outcome: 'done' }]);
  const followed: number[] = [];
  for await (const { seq } of again.follow('big')) followed.push(seq);
  expect(followed).toEqual(Array.from({ length: 100_002 }, (_, index) => index + 1));
  const summary = summarise(fold(await again.read('big')));
  expect(summary.calls.ok).toBe(50_000);
  expect((await again.getRun('big'))?.summary).toEqual(summary);
  await again.close();
}, 120_000);

test('2,500 runs under way, more than are kept folded, each go on with their own summary', async () => {
  const journal = await openSqliteJournal({ directory: temporaryFolder() });
  const ids = Array.from({ length: 2_500 }, (_, index) => `r${index}`);
  await Promise.all(ids.map((runId) => journal.append(runId, [started])));
  await Promise.all(ids.map((runId, index) => journal.append(runId, call(index))));
  const end: EventBody = { type: 'run.ended', outcome: 'done' };
  await Promise.all(ids.map((runId) => journal.append(runId, [end])));
  const { runs } = await journal.listRuns({ limit: 3_000 });
  expect(runs).toHaveLength(2_500);
  for (const { state, calls, lastSeq } of runs) {
    expect([state, calls.ok, lastSeq]).toEqual(['done', 1, 4]);
  }
  expect(await journal.countRuns()).toMatchObject({ all: 2_500, live: 0 });
  await journal.close();
});

test('a filter finds the one of 45,000 runs, and pages of views come from anywhere', async () => {
  const directory = temporaryFolder();
  await (await openSqliteJournal({ directory })).close();
  const database = new Database(join(directory, 'journal.db'));
  const summary = JSON.stringify({ runId: 'x', open: [] });
  const insert = database.prepare(
    `INSERT INTO runs (run_id, last_seq, last_at, started_at, views, summary, search)
       VALUES (?, 1, 1, ?, ?, ?, ?)`,
  );
  database.transaction(() => {
    for (let n = 1; n <= 45_000; n += 1) {
      insert.run(
        `r${n}`,
        n,
        n % 9_000 === 0 ? 9 : 1,
        summary,
        n === 77 ? '\u0010the needle' : '\u0010hay',
      );
    }
  })();
  database.close();
  const journal = await openSqliteJournal({ directory });
  expect((await journal.listRuns({ text: 'needle' })).runs).toHaveLength(1);
  expect((await journal.listRuns({ text: 'needle', after: 'r77' })).runs).toHaveLength(0);
  expect((await journal.listRuns({ view: 'failed' })).runs).toHaveLength(5);
  expect(await journal.listRuns({ view: 'failed', limit: 2 })).toMatchObject({ next: 'r36000' });
  expect(await journal.listRuns({ text: 'hay', limit: 3, after: 'r21000' })).toMatchObject({
    runs: [{}, {}, {}],
    next: 'r20997',
  });
  await journal.close();
});

test('a large blob is a file under its name, a small one is none, and both go with their run', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  const large = new Uint8Array(300_000).fill(7);
  const small = new Uint8Array(1_000).fill(7);
  const refs = await Promise.all([journal.putBlob(large), journal.putBlob(small)]);
  const [ref = ''] = refs;
  const path = join(directory, 'blobs', ref.slice(7, 9), ref);
  expect(statSync(path).size).toBe(300_000);
  expect(readdirSync(join(directory, 'blobs'))).toHaveLength(1);
  expect(await journal.getBlob(ref)).toEqual(large);
  expect(await journal.getBlob(refs[1] ?? '')).toEqual(small);
  await journal.append('a', [
    started,
    ...refs.map((id): EventBody => {
      const data = { preview: '', bytes: 1, ref: id };
      return { type: 'domain.sent', keyword: 'X', data };
    }),
    { type: 'run.ended', outcome: 'done' },
  ]);
  await journal.deleteRun('a');
  expect(existsSync(path)).toBe(false);
  for (const id of refs) expect(await journal.getBlob(id)).toBeUndefined();
  await journal.close();
});

test('an id that is no blob reaches no file', async () => {
  const journal = await openSqliteJournal({ directory: temporaryFolder() });
  expect(await journal.getBlob('sha256-../../../../../../etc/passwd')).toBeUndefined();
  await journal.append('a', [
    started,
    { type: 'domain.sent', keyword: 'X', data: { preview: '', bytes: 1, ref: '../journal.db' } },
    { type: 'run.ended', outcome: 'done' },
  ]);
  await journal.prune({ keep: 0 });
  await journal.append('b', [started]);
  await journal.close();
});

test('says that the file of a blob is missing', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  const ref = await journal.putBlob(new Uint8Array(300_000));
  rmSync(join(directory, 'blobs'), { recursive: true });
  await expect(journal.getBlob(ref)).rejects.toMatchObject({
    code: 'journal_corrupt',
    message: `The file of blob ${ref} is missing in ${directory}; put back a copy`,
  });
  expect(await journal.putBlob(new Uint8Array(300_000))).toBe(ref);
  expect(await journal.getBlob(ref)).toHaveLength(300_000);
  await journal.close();
});

test('pruning sweeps what no event came to refer to within a day, and half-written files', async () => {
  const directory = temporaryFolder();
  let now = 1_000;
  const first = await openSqliteJournal({ directory, now: () => now });
  const forgotten = await first.putBlob(new Uint8Array(300_000));
  await first.close();
  const second = await openSqliteJournal({ directory, now: () => now });
  const awaited = await second.putBlob(new Uint8Array(300_001));
  const stray = join(directory, 'blobs', '00', 'sha256-00.partial');
  mkdirSync(join(stray, '..'), { recursive: true });
  writeFileSync(stray, 'half');
  await second.prune({ keep: 0 });
  expect(existsSync(stray)).toBe(false);
  expect(await second.getBlob(forgotten)).toHaveLength(300_000);
  now += 2 * DAY;
  await second.prune({ keep: 0 });
  expect(await second.getBlob(forgotten)).toBeUndefined();
  expect(await second.getBlob(awaited)).toHaveLength(300_001);
  await second.close();
});

test('deleting runs gives their room back to the disk', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  const text = 'x'.repeat(20_000);
  for (let index = 0; index < 50; index += 1) {
    await journal.append(`r${index}`, [
      started,
      ...Array.from(
        { length: 10 },
        (): EventBody => ({
          type: 'output.written',
          stream: 'stdout',
          text,
        }),
      ),
      { type: 'run.ended', outcome: 'done' },
    ]);
  }
  const file = join(directory, 'journal.db');
  const reader = new Database(file, { readonly: true });
  const pages = (): number => reader.pragma('page_count', { simple: true }) as number;
  const before = pages();
  await journal.prune({ keep: 5 });
  // The last pages go behind the last answer.
  await expect.poll(pages).toBeLessThan(before / 4);
  reader.close();
  await journal.close();
});

test('closing writes what was handed over before', async () => {
  const directory = temporaryFolder();
  const journal = await openSqliteJournal({ directory });
  const appended = Array.from({ length: 100 }, (_, index) =>
    journal.append(`r${index}`, [started]),
  );
  await journal.close();
  await Promise.all(appended);
  expect(existsSync(join(directory, 'journal.db-wal'))).toBe(false);
  const again = await openSqliteJournal({ directory, readOnly: true });
  expect(await again.countRuns()).toMatchObject({ all: 100, live: 100 });
  await again.close();
});
