// Appends 100,000 events of one open run, then says a word and waits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from 'causeway/journal';

const directory = mkdtempSync(join(tmpdir(), 'causeway-bench-journal-'));
const journal = await openSqliteJournal({ directory });
await journal.append('run', [{ type: 'run.started', kind: 'external', title: 'Bench' }]);
for (let start = 0; start < 50_000; start += 500) {
  const events = Array.from({ length: 500 }, (_, index) => `c${start + index}`).flatMap(
    (callId) => [
      {
        type: 'call.began',
        callId,
        tool: 'docs.search',
        args: { value: { callId } },
        road: 'event',
      },
      { type: 'call.ended', callId, status: 'ok', applied: 'yes', result: { value: { callId } } },
    ],
  );
  await journal.append('run', events);
}
process.stdout.write('done\n');
process.stdin.on('end', async () => {
  await journal.close();
  rmSync(directory, { recursive: true });
});
process.stdin.resume();
