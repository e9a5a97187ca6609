import type { Journal, JournaledRun } from '../../journal/journal.ts';
import { ProblemError } from '../http/problem-error.ts';

/** The run of that id; a problem `run_deleted` or `not_found` where there is none. */
export async function runOf(journal: Journal, runId = ''): Promise<JournaledRun> {
  const run = await journal.getRun(runId);
  if (run !== undefined) return run;
  const shown = JSON.stringify(runId.slice(0, 100));
  const deleted = await journal.getDeletedRun(runId);
  if (deleted !== undefined) {
    throw new ProblemError('run_deleted', `The run ${shown} was deleted`, { deleted });
  }
  throw new ProblemError('not_found', `No run ${shown} here; GET /api/runs lists those there are`);
}

/** The same for what is done to a run under way; a problem `run_ended` where it is over. */
export async function openRunOf(journal: Journal, runId = ''): Promise<JournaledRun> {
  const run = await runOf(journal, runId);
  if (run.ended === undefined) return run;
  throw new ProblemError('run_ended', `The run has ended: ${run.ended.outcome}`);
}
