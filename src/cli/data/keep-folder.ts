import { makeServerToken } from '../../server/access/server-token.ts';
import { loadEventKeys } from '../../server/event-road/load-event-keys.ts';
import { route } from '../../server/routes/route.ts';
import type { ServerLog } from '../../server/server-log.ts';
import { startServer } from '../../server/start-server.ts';
import { ApiClient } from '../api/api-client.ts';
import { openJournal } from './open-journal.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';

/** Where a server that only keeps the folder is asked to leave it. */
export const HAND_OVER_PATH = '/api/hand-over';

/** A data folder that this process keeps. */
export interface KeptFolder {
  readonly api: ApiClient;
  /** Link to a place of the dashboard, which signs in whoever opens it first. */
  link(place?: string): string;
  close(): Promise<void>;
}

export interface KeepFolderOptions {
  /** Takes what the server has to tell. */
  log: ServerLog;
  /** Called when a server that runs programs too wants the folder: it is to be closed then. */
  onAsked: () => void;
}

/**
 * Opens the journal of a data folder and serves it on a free port of this machine's own address, so
 * that other commands and other drivers find it. It runs no programs. The token stands in
 * `server.json`, for the owner of the folder alone.
 *
 * @throws CommandError when another process keeps the folder, or it cannot be opened.
 */
export async function keepFolder(
  folder: string,
  { log, onAsked }: KeepFolderOptions,
): Promise<KeptFolder> {
  const journal = await openJournal(folder);
  const handOver = route({
    method: 'POST',
    path: HAND_OVER_PATH,
    summary: 'Leave the data folder to whoever asks',
    answer: { status: 202, description: 'It is left in a moment' },
    handle() {
      // The answer goes out first.
      setTimeout(onAsked, 20);
      return Response.json({}, { status: 202 });
    },
  });
  try {
    const token = makeServerToken();
    const eventKeys = await loadEventKeys({ folder });
    const server = await startServer({
      journal,
      eventKeys,
      token,
      endLostRuns: true,
      log,
      routes: [handOver],
    });
    const url = server.localUrl;
    await writeServerFile(folder, { url, pid: process.pid, agent: true, token });
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
