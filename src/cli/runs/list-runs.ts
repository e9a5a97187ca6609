import { existsSync } from 'node:fs';
import { databaseFile } from '../../journal/sqlite/open-database.ts';
import { type RunView, runPageSchema } from '../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { ApiClient } from '../api/api-client.ts';
import { connect, type WhereRunsAre } from '../api/connect.ts';
import { dataFolder } from '../data/data-folder.ts';
import { printError, printJson, printOut } from '../standard-output.ts';
import { harmless } from '../tree/harmless.ts';
import { styleOf } from '../tree/terminal-style.ts';
import { runsTable } from './runs-table.ts';

export interface ListRunsOptions extends WhereRunsAre {
  view?: RunView;
  /** Most runs. Default 20. */
  limit?: number;
  json?: boolean;
}

const PAGE = 200;

/** Prints the runs that match a filter, the one started last first. */
export async function listRuns(filter: string, options: ListRunsOptions): Promise<number> {
  const { limit = 20, view = 'all', json = false } = options;
  const api = await connect(options);
  try {
    const { runs, more } = await readRuns(api, { filter, view, limit });
    if (json) {
      await printJson(...runs.map((run) => JSON.stringify(run)));
      return 0;
    }
    const lines = runsTable(runs, { ...styleOf(process.stdout), now: Date.now() });
    await printOut(lines.map((line) => `${line}\n`).join(''));
    if (runs.length === 0) await printError(`${noRuns(options)}\n`);
    else if (more) await printError(`The first ${limit}; more with --limit\n`);
    return 0;
  } finally {
    await api.close();
  }
}

/** A folder that is named wrongly looks like an empty one. */
function noRuns({ server, data }: ListRunsOptions): string {
  const folder = dataFolder(data);
  if (server !== undefined || existsSync(databaseFile(folder))) return 'No runs';
  return `No runs: there is no journal in ${harmless(folder)} so far`;
}

async function readRuns(
  api: ApiClient,
  { filter, view, limit }: { filter: string; view: RunView; limit: number },
): Promise<{ runs: RunSummary[]; more: boolean }> {
  const runs: RunSummary[] = [];
  let after: string | undefined;
  do {
    const size = Math.min(PAGE, limit - runs.length);
    const query = new URLSearchParams({ view, limit: String(size) });
    if (filter !== '') query.set('q', filter);
    if (after !== undefined) query.set('after', after);
    const page = await api.get(`/api/runs?${query}`, runPageSchema);
    runs.push(...page.runs);
    after = page.next;
  } while (after !== undefined && runs.length < limit);
  return { runs, more: after !== undefined };
}
