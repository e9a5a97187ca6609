import { useEffect, useState } from 'react';
import type { RunPage } from '../../protocol/api/run-pages.ts';
import { getJson } from '../api/ask-server.ts';
import { goTo } from '../routing/use-place.ts';
import { glyphOf, shortId } from '../runs/describe-run.ts';
import { pagePath } from '../runs/store/run-query.ts';
import type { GoToItem } from './go-to-source.ts';

const MOST_RUNS = 8;
/** Typing rests this long before the server is asked, in milliseconds. */
const TYPING_MS = 120;

/** Runs that match the words, by the server; what was found last stays until it has answered. */
export function useFoundRuns(words: string): { items: readonly GoToItem[]; failed: boolean } {
  const [found, setFound] = useState<{ items: readonly GoToItem[]; failed: boolean }>({
    items: [],
    failed: false,
  });
  useEffect(() => {
    const asked = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const path = pagePath({ view: 'all', text: words }, MOST_RUNS, undefined);
        const { runs } = await getJson<RunPage>(path, asked.signal);
        const items = runs.map(
          (run): GoToItem => ({
            key: `run ${run.runId}`,
            kind: 'run',
            title: run.title || 'Untitled run',
            detail: `${glyphOf(run).word}, ${shortId(run.runId)}`,
            run: () => goTo({ page: 'run', runId: run.runId }),
          }),
        );
        setFound({ items, failed: false });
      } catch {
        if (!asked.signal.aborted) setFound({ items: [], failed: true });
      }
    }, TYPING_MS);
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  }, [words]);
  return found;
}
