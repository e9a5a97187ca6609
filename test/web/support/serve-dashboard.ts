import type { Journal } from '../../../src/journal/journal.ts';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import { type ServerOptions, startServer } from '../../../src/server/start-server.ts';

/** A real server with the built dashboard, and the journal it shows. */
export interface ServedDashboard extends AsyncDisposable {
  url: string;
  journal: Journal;
  /** Sets the journal's clock, in milliseconds since the epoch; undefined lets it run. */
  setTime: (at: number | undefined) => void;
  close: () => Promise<void>;
}

/** Starts a server on a free port. The journal is in memory unless one is given. */
export async function serveDashboard(
  options: Partial<ServerOptions> = {},
): Promise<ServedDashboard> {
  let time: number | undefined;
  const journal = options.journal ?? createMemoryJournal({ now: () => time ?? Date.now() });
  const server = await startServer({ log: () => {}, ...options, journal });
  const close = async (): Promise<void> => {
    await server.close();
    if (options.journal === undefined) await journal.close();
  };
  return {
    url: server.url,
    journal,
    setTime: (at) => {
      time = at;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
