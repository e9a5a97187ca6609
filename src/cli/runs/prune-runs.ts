import * as z from 'zod/mini';
import { connect, type WhereRunsAre } from '../api/connect.ts';
import { CommandError } from '../command-error.ts';
import { printError, printJson, printOut } from '../standard-output.ts';
import { harmless } from '../tree/harmless.ts';
import { formatCounted } from '../tree/quantities.ts';

export interface PruneOptions extends WhereRunsAre {
  /** Milliseconds. */
  olderThan?: number;
  keep?: number;
  dryRun?: boolean;
  json?: boolean;
}

const answerSchema = z.looseObject({ runIds: z.array(z.string()) });

/** Deletes ended runs, or only tells which: their ids go to standard output. */
export async function pruneRuns(options: PruneOptions): Promise<number> {
  const { olderThan, keep, dryRun = false, json = false } = options;
  if (olderThan === undefined && keep === undefined) {
    throw new CommandError(
      'nothing says which runs to delete; give --older-than 30d, --keep 100 or both',
    );
  }
  const api = await connect(options, { write: !dryRun });
  try {
    const rules = {
      ...(olderThan !== undefined && { endedBefore: Date.now() - olderThan }),
      ...(keep !== undefined && { keep }),
      dryRun,
    };
    const { runIds } = await api.post('/api/prune', rules, answerSchema);
    if (json) {
      await printJson(JSON.stringify({ runIds }));
      return 0;
    }
    await printOut(runIds.map((runId) => `${harmless(runId)}\n`).join(''));
    const count = formatCounted(runIds.length, 'run');
    await printError(`${count} ${dryRun ? 'would be deleted' : 'deleted'}\n`);
    return 0;
  } finally {
    await api.close();
  }
}
