import type { Journal } from '../../journal/journal.ts';
import { ProblemError } from '../http/problem-error.ts';

/** A problem `bad_request` for a parent that is no run of the journal. */
export async function checkParent(
  journal: Journal,
  parent: { runId: string } | undefined,
): Promise<void> {
  if (parent === undefined || (await journal.getRun(parent.runId)) !== undefined) return;
  const shown = JSON.stringify(parent.runId.slice(0, 100));
  throw new ProblemError('bad_request', `The field parent names a run that is not here: ${shown}`);
}
