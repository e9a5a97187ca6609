import { expect, test } from 'vitest';
import { connect } from '../../src/cli/api/connect.ts';
import { removeServerFile, writeServerFile } from '../../src/cli/data/server-file.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { startServer } from '../../src/server/start-server.ts';
import { temporaryFolder } from './serving.ts';

test('a command finds a server that starts for a folder which is kept already', async () => {
  const data = temporaryFolder();
  const journal = await openSqliteJournal({ directory: data });
  const connecting = connect({ data }, { write: true });
  const early = await Promise.race([connecting, new Promise((resolve) => setImmediate(resolve))]);
  expect(early).toBeUndefined();
  const server = await startServer({ journal, port: 0 });
  await writeServerFile(data, { url: server.localUrl, pid: process.pid });
  const api = await connecting;
  expect(api.url).toBe(server.localUrl);
  await removeServerFile(data);
  await server.close();
  await journal.close();
});

test('a folder that is kept and never served is told with its fix', async () => {
  const data = temporaryFolder();
  const journal = await openSqliteJournal({ directory: data });
  await journal.append('run_1', [{ type: 'run.started', kind: 'code', title: 'x' }]);
  await expect(connect({ data }, { write: true })).rejects.toThrow(data);
  await journal.close();
});
