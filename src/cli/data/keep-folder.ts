import { makeServerToken } from '../../server/access/server-token.ts';
import { loadEventKeys } from '../../server/event-road/load-event-keys.ts';
import type { ServerLog } from '../../server/server-log.ts';
import { startServer } from '../../server/start-server.ts';
import { ApiClient } from '../api/api-client.ts';
import { openJournal } from './open-journal.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';

/** A data folder that this process keeps. */
export interface KeptFolder {
  readonly api: ApiClient;
  /** Link to a place of the dashboard, which signs in whoever opens it first. */
  link(place?: string): string;
  close(): Promise<void>;
}

/**
 * Opens the journal of a data folder and serves it on a free port of this machine's own address, so
 * that other commands and other drivers find it. It runs no programs. The token stands in
 * `server.json`, for the owner of the folder alone.
 *
 * @throws CommandError when another process keeps the folder, or it cannot be opened.
 */
export async function keepFolder(folder: string, log: ServerLog): Promise<KeptFolder> {
  const journal = await openJournal(folder);
  try {
    const token = makeServerToken();
    const eventKeys = await loadEventKeys({ folder });
    const server = await startServer({ journal, eventKeys, token, endLostRuns: true, log });
    await writeServerFile(folder, { url: server.localUrl, pid: process.pid, token });
    return {
      api: new ApiClient({ url: server.localUrl, token }),
      link: server.link,
      async close() {
        // First to go: whoever looks for the server from then on finds none.
        await removeServerFile(folder);
        await server.close();
        await journal.close();
      },
    };
  } catch (fault) {
    await journal.close();
    throw fault;
  }
}
