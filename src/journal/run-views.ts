import type { RunView } from '../protocol/api/run-pages.ts';
import type { RunSummary } from '../protocol/api/run-summary.ts';

const holds: Readonly<Record<RunView, (run: RunSummary) => boolean>> = {
  all: () => true,
  needs: (run) => run.open.length > 0,
  live: (run) => run.state === 'running',
  failed: (run) => run.state !== 'running' && run.state !== 'done',
  code: (run) => run.kind === 'code',
  agents: (run) => run.kind === 'agent',
};

/** The views of the list, without the schemas of its API. */
export const viewNames: readonly RunView[] = Object.keys(holds) as RunView[];

/** Whether a run belongs in a view of the list. */
export function inView(run: RunSummary, view: RunView): boolean {
  return holds[view](run);
}

/** A count for each view, all 0. */
export function noTotals(): Record<RunView, number> {
  return { all: 0, needs: 0, live: 0, failed: 0, code: 0, agents: 0 };
}

/** Counts a run in each view it belongs in. */
export function countRun(totals: Record<RunView, number>, run: RunSummary): void {
  for (const view of viewNames) if (inView(run, view)) totals[view] += 1;
}
