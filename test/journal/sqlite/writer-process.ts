// A process that writes a journal: run it with the folder, and what to do.
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';

const [directory = '', what = ''] = process.argv.slice(2);
const journal = await openSqliteJournal({ directory });

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Appends as fast as it can, and says of each event what was acknowledged. */
async function appendForEver(runId: string): Promise<void> {
  if ((await journal.getRun(runId)) === undefined) {
    await journal.append(runId, [{ type: 'run.started', kind: 'external', title: runId }]);
  }
  for (let index = 0; ; index += 1) {
    const callId = `c${index}`;
    // Every tenth is large enough to be a file.
    const text = `${runId} ${index} ${Math.random()}`.padEnd(index % 10 === 0 ? 200_000 : 20);
    const content = new TextEncoder().encode(text);
    const ref = await journal.putBlob(content);
    const args = { preview: 'x', bytes: content.length, ref };
    const events = await journal.append(runId, [
      { type: 'call.began', callId, tool: 't', args, road: 'event' },
      { type: 'call.ended', callId, status: 'ok', applied: 'yes' },
    ]);
    say(`${runId} ${events.map(({ seq }) => seq).join(' ')} ${ref}`);
  }
}

if (what === 'load') {
  say('ready');
  await Promise.all(['one', 'two', 'three', 'four'].map(appendForEver));
} else if (what === 'hold') {
  say('ready');
  setInterval(() => {}, 60_000);
} else if (what === 'leave') {
  // Neither closes the journal nor waits for anything else.
  await journal.append('left', [{ type: 'run.started', kind: 'code', title: 'Left' }]);
  void journal.append('left', [{ type: 'output.written', stream: 'stdout', text: 'last words' }]);
  say('ready');
}
