// A driver as a process of its own, to be killed: begins the session in the folder, or takes it over.
import { runLogProtocolSession } from '../../../src/agents/run-log-protocol-session.ts';
import { sessionFiles } from '../../../src/agents/session/prepare-workdir.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import { sshHost } from '../../../src/hosts/ssh/ssh-host.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { foldEvents, resumeOf } from '../../../src/runs/agent-resume.ts';

const [data = '', workdirPath = '', agent = '', limits = '{}', configFile = ''] =
  process.argv.slice(2);
const runId = 'run-1';
const journal = await openSqliteJournal({ directory: data });
const earlier = await journal.read(runId);
const resume = earlier.length === 0 ? undefined : resumeOf(foldEvents(earlier));
if (earlier.length === 0) {
  await journal.append(runId, [{ type: 'run.started', kind: 'agent', title: 'test' }]);
}
const host = configFile === '' ? localHost() : sshHost('box', { configFile });
const workdir = await host.openWorkdir({
  path: workdirPath,
  task: 'test',
  takeOver: true,
  moveAside: sessionFiles(),
});
const end = await runLogProtocolSession({
  host,
  record: {
    append: async (bodies) => void (await journal.append(runId, bodies)),
    putBlob: (content) => journal.putBlob(content),
    getBlob: (ref) => journal.getBlob(ref),
  },
  processId: 'test',
  workdir,
  limits: JSON.parse(limits),
  command: { command: ['sh', '-c', agent] },
  feed: journal.follow(runId),
  ...(resume !== undefined && { resume }),
  onDeliverable: (_context, path, _text, { again }) =>
    void process.stdout.write(`${JSON.stringify({ delivered: path, again })}\n`),
});
const { outcome, summary, notes } = end;
await journal.append(runId, [
  { type: 'run.ended', outcome, ...(summary !== undefined && { summary }), notes },
]);
process.stdout.write(`${JSON.stringify(end)}\n`);
await journal.close();
await workdir.release();
await host.close();
