import type { RunView } from '../../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../../protocol/api/run-summary.ts';

/** What of the runs the list shows: a view, and the text of the filter. */
export interface RunQuery {
  view: RunView;
  text: string;
}

// Named here as well, because the protocol's own list comes with schemas that the page does not need.
const names: Readonly<Record<RunView, true>> = {
  all: true,
  needs: true,
  live: true,
  failed: true,
  code: true,
  agents: true,
};

/** The views in the order in which they are shown. */
export const runViews: readonly RunView[] = Object.keys(names) as RunView[];

/** Reads the query part of the list's URL. */
export function parseRunQuery(search: string): RunQuery {
  const params = new URLSearchParams(search);
  const view = runViews.find((known) => known === params.get('view')) ?? 'all';
  return { view, text: params.get('q') ?? '' };
}

/** The query part of the list's URL, empty for the plain list. */
export function formatRunQuery({ view, text }: RunQuery): string {
  const params = new URLSearchParams();
  if (view !== 'all') params.set('view', view);
  if (text !== '') params.set('q', text);
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

/** Path and query of one page of the list in the API. */
export function pagePath(query: RunQuery, limit: number, after: string | undefined): string {
  const params = new URLSearchParams({ view: query.view, limit: String(limit) });
  if (query.text.trim() !== '') params.set('q', query.text);
  if (after !== undefined) params.set('after', after);
  return `/api/runs?${params}`;
}

/** Whether a run that is under way belongs in a view. */
export function isInView(run: RunSummary, view: RunView): boolean {
  switch (view) {
    case 'all':
    case 'live':
      return true;
    case 'needs':
      return run.open.length > 0;
    case 'failed':
      return false;
    case 'code':
      return run.kind === 'code';
    case 'agents':
      return run.kind === 'agent';
  }
}
