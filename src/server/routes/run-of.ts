import type { Journal, JournaledRun } from '../../journal/journal.ts';
import { ProblemError } from '../http/problem-error.ts';

/** The run of that id, or a `not_found`. */
export async function runOf(journal: Journal, runId = ''): Promise<JournaledRun> {
  const run = await journal.getRun(runId);
  if (run !== undefined) return run;
  const shown = JSON.stringify(runId.slice(0, 100));
  throw new ProblemError('not_found', `No run ${shown} here; GET /api/runs lists those there are`);
}
