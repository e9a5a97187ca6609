import type { RunView } from '../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import { inView, viewNames } from '../run-views.ts';

// Written into databases: the bit of a view never changes.
const BITS: Readonly<Record<RunView, number>> = {
  all: 1,
  needs: 2,
  live: 4,
  failed: 8,
  code: 16,
  agents: 32,
};

/** The bit that stands for a view in `runs.views`. */
export function viewBit(view: RunView): number {
  return BITS[view];
}

/** The bits of all views that a run belongs in. */
export function viewBits(run: RunSummary): number {
  let bits = 0;
  for (const view of viewNames) if (inView(run, view)) bits |= BITS[view];
  return bits;
}
