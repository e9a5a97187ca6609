// Fills the disk it is given, appends until there is no room, makes room, goes on, and reports.
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalError } from '../../../src/journal/journal-error.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';

const mount = process.argv[2] ?? '';
const directory = join(mount, 'data');
const journal = await openSqliteJournal({ directory });
await journal.append('run', [{ type: 'run.started', kind: 'code', title: 'Full' }]);

const { bavail, bsize } = statfsSync(mount);
const ballast = join(mount, 'ballast');
writeFileSync(ballast, new Uint8Array(Math.max(0, (bavail - 40) * bsize)));

const text = 'x'.repeat(4_000);
let acknowledged = 1;
const faults: string[] = [];
for (let index = 0; index < 500 && faults.length < 3; index += 1) {
  try {
    const events = await journal.append('run', [
      { type: 'output.written', stream: 'stdout', text },
      { type: 'output.written', stream: 'stderr', text },
    ]);
    acknowledged = events.at(-1)?.seq ?? 0;
  } catch (fault) {
    faults.push((fault as JournalError).code);
  }
}
const blobFault = await journal.putBlob(new Uint8Array(1_000_000)).catch((fault) => fault.code);
const readWhileFull = (await journal.read('run')).length;
const second = await openSqliteJournal({ directory: join(mount, 'other') }).then(
  () => 'opened',
  (fault) => fault.code,
);
rmSync(ballast);
const [next] = await journal.append('run', [{ type: 'run.ended', outcome: 'done' }]);
const events = await journal.read('run');
await journal.close();
process.stdout.write(
  JSON.stringify({
    acknowledged,
    faults,
    blobFault,
    readWhileFull,
    second,
    next: next?.seq,
    seqs: events.map(({ seq }) => seq),
  }),
);
