import { setTimeout as pause } from 'node:timers/promises';
import { dataFolder } from '../data/data-folder.ts';
import { readServerFile } from '../data/server-file.ts';
import { answersAt } from './answers-at.ts';
import { ApiClient, Unreachable } from './api-client.ts';

/** How long a command waits for a folder that another process keeps and does not serve. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 100;

/** How a command was told where runs are. */
export interface WhereRunsAre {
  /** A server’s origin. */
  server?: string;
  /** A data folder; `dataFolder` says which where none is given. */
  data?: string;
}

/** The server that keeps the runs; undefined where none runs for the data folder. */
export async function findServer({ server, data }: WhereRunsAre): Promise<ApiClient | undefined> {
  const token = process.env.CAUSEWAY_TOKEN || undefined;
  if (server !== undefined) return new ApiClient({ url: server, token });
  const folder = dataFolder(data);
  const file = await readServerFile(folder);
  if (file === undefined) return undefined;
  // A server that was killed leaves its file behind, and whoever listens at its port since must not
  // get its token: it is believed only while its own process keeps the folder.
  const { writerOf } = await import('../../journal/sqlite/writer-lock.ts');
  if (writerOf(folder) !== file.pid || !(await answersAt(file.url))) return undefined;
  return new ApiClient({ url: file.url, token: file.token ?? token });
}

/**
 * The server that keeps the runs.
 *
 * @throws Unreachable when none runs for the data folder.
 */
export async function connectToServer(where: WhereRunsAre): Promise<ApiClient> {
  const api = await findServer(where);
  if (api !== undefined) return api;
  const folder = dataFolder(where.data);
  throw new Unreachable(
    `No server runs for ${folder}; start one with causeway serve, or name another with --server or --data`,
  );
}

/**
 * The server that keeps the runs, or the journal of the data folder itself where none runs. `write`
 * says whether that is to be changed. Default false.
 */
export async function connect(
  where: WhereRunsAre,
  { write = false }: { write?: boolean } = {},
): Promise<ApiClient> {
  for (const since = performance.now(); ; ) {
    const server = await findServer(where);
    if (server !== undefined) return server;
    // A running server makes reading a database, and loading what that takes, needless.
    const { openJournalApi } = await import('../data/open-journal-api.ts');
    const { isKeptElsewhere } = await import('../data/open-journal.ts');
    try {
      return await openJournalApi(dataFolder(where.data), { write });
    } catch (fault) {
      // Whoever has it may be about to serve it, or to leave it.
      if (!isKeptElsewhere(fault) || performance.now() - since > PATIENCE_MS) throw fault;
      await pause(LOOK_MS);
    }
  }
}
