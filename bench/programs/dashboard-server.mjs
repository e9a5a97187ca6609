// A server with a dashboard, on a journal on disk with one large run and one small one. It appends
// what its standard input asks for and says when, in milliseconds since the epoch.
import { createInterface } from 'node:readline';
import { openSqliteJournal } from 'causeway/journal';
import { startServer } from 'causeway/server';
import { writeBigRun } from '../../test/web/calls/big-run.ts';

const [folder = '', calls = '0'] = process.argv.slice(2);
const journal = await openSqliteJournal({ directory: folder });
await writeBigRun(journal, 'big', Number(calls));
await writeBigRun(journal, 'small', 3);
const server = await startServer({ journal, log: () => {} });
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { runId, callId } = JSON.parse(line);
  const at = performance.timeOrigin + performance.now();
  await journal.append(runId, [
    {
      type: 'call.began',
      callId,
      tool: `bench.${callId}`,
      args: { value: { callId } },
      road: 'host-call',
    },
  ]);
  process.stdout.write(`${JSON.stringify({ at })}\n`);
}
await server.close();
await journal.close();
