import { navigate } from 'wouter/use-browser-location';
import { placePath } from '../routing/place.ts';
import { formatRunQuery, type RunQuery } from './store/run-query.ts';

/** Shows other runs: the query goes into the URL, from where the list takes it. */
export function showRuns(query: RunQuery, replace: boolean): void {
  navigate(placePath({ page: 'runs' }) + formatRunQuery(query), { replace });
}
