import { runPageSchema } from '../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { ApiClient } from '../api/api-client.ts';
import { CommandError } from '../command-error.ts';

/** Runs that an ambiguous beginning is told with. */
const MOST_TOLD = 5;

// What ids are made of; anything else would be a filter of its own.
const idPart = /^[\w.:-]{1,200}$/;

/**
 * The run with an id, or the only one whose id begins with a text, with `run_` or without.
 *
 * @throws CommandError when there is none or more than one.
 */
export async function findRun(api: ApiClient, text: string): Promise<RunSummary> {
  const runs = idPart.test(text) ? await beginningWith(api, text) : [];
  const exact = runs.find(({ runId }) => runId === text);
  if (exact !== undefined) return exact;
  const [only, ...more] = runs;
  if (only === undefined) {
    throw new CommandError(`There is no run ${text}; causeway runs ls shows those that there are`);
  }
  if (more.length > 0) {
    const told = runs.slice(0, MOST_TOLD).map(({ runId }) => runId);
    const others = runs.length > MOST_TOLD ? ' and others' : '';
    throw new CommandError(
      `${text} is the beginning of ${told.join(', ')}${others}; give more of the id`,
    );
  }
  return only;
}

async function beginningWith(api: ApiClient, text: string): Promise<RunSummary[]> {
  const beginnings = text.startsWith('run_') ? [text] : [text, `run_${text}`];
  for (const beginning of beginnings) {
    const query = new URLSearchParams({ q: `id:${beginning}`, limit: '200' });
    const { runs } = await api.get(`/api/runs?${query}`, runPageSchema);
    const found = runs.filter(({ runId }) => runId.startsWith(beginning));
    if (found.length > 0) return found;
  }
  return [];
}
