// Appends 100,000 events of one open run, then says a word and waits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from 'causeway/journal';

const directory = mkdtempSync(join(tmpdir(), 'causeway-bench-journal-'));
const journal = await openSqliteJournal({ directory });
await journal.append('run', [{ type: 'run.started', kind: 'external', title: 'Bench' }]);
for (let start = 0; start < 50_000; start += 500) {
  /** @type {import('causeway/journal').EventBody[]} */
  const events = [];
  for (let index = start; index < start + 500; index += 1) {
    const callId = `c${index}`;
    const value = { value: { callId } };
    events.push(
      { type: 'call.began', callId, tool: 'docs.search', args: value, road: 'event' },
      { type: 'call.ended', callId, status: 'ok', applied: 'yes', result: value },
    );
  }
  await journal.append('run', events);
}
process.stdout.write('done\n');
process.stdin.on('end', async () => {
  await journal.close();
  rmSync(directory, { recursive: true });
});
process.stdin.resume();
