import {
  type ReactElement,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useSearch } from 'wouter/use-browser-location';
import type { PendingRequest } from '../../protocol/api/open-requests.ts';
import { useSignedOut } from '../access/session.ts';
import { SignIn } from '../access/sign-in.tsx';
import { useAttention } from '../attention/attention-store.ts';
import { useToday } from '../format/now.ts';
import { countOf } from '../format/numbers.ts';
import { TopBar } from '../frame/top-bar.tsx';
import { useShortcuts } from '../keys/use-shortcuts.ts';
import { narrow, useMedia } from '../ui/use-media.ts';
import { ListProblem, LoadingList, NoMatch, NoRuns } from './list-states.tsx';
import { type GridHandle, RunGrid } from './run-grid.tsx';
import css from './run-list.module.css';
import { showRuns } from './show-runs.ts';
import { type GroupKey, type ListLayout, layOut, requestKey } from './store/list-layout.ts';
import type { ListState } from './store/list-store.ts';
import { parseRunQuery } from './store/run-query.ts';
import { listStore } from './store/runs-in-page.ts';
import { Toolbar } from './toolbar.tsx';

const none: readonly PendingRequest[] = [];

/** How many ended runs the server has in this view, where its numbers tell. */
function endedCount({ totals, query, live }: ListState): number | undefined {
  if (totals === undefined || query.text.trim() !== '') return undefined;
  if (query.view === 'all') return totals.all - totals.live;
  return query.view === 'failed' ? totals.failed : totals[query.view] - live.length;
}

/**
 * The requests as the list shows them: they come and go only while it is at rest, or when `take` is
 * called; `fresh` tells how many wait for that.
 */
function useShownRequests(isAtRest: boolean): {
  requests: readonly PendingRequest[];
  count: number;
  fresh: number;
  take: () => void;
} {
  const { pending } = useAttention();
  const [shown, setShown] = useState(pending);
  if (shown !== pending && (isAtRest || shown === undefined)) setShown(pending);
  const keys = new Set(shown?.requests.map(requestKey));
  return {
    requests: shown?.requests ?? none,
    count: pending?.count ?? 0,
    fresh: pending?.requests.filter((request) => !keys.has(requestKey(request))).length ?? 0,
    take: () => setShown(pending),
  };
}

function useLayout(
  state: ListState,
  { requests, count }: { requests: readonly PendingRequest[]; count: number },
  closed: ReadonlySet<GroupKey>,
  isNarrow: boolean,
): ListLayout {
  const today = useToday();
  return useMemo(() => {
    const { view, text } = state.query;
    const showsRequests = (view === 'all' || view === 'needs') && text.trim() === '';
    return layOut(
      {
        requests: showsRequests ? requests : none,
        requestCount: count,
        live: state.live,
        liveCount: view === 'all' && text.trim() === '' ? (state.totals?.live ?? 0) : 0,
        ended: state.ended,
        endedCount: endedCount(state),
        closed,
        now: today + 1,
      },
      !isNarrow,
    );
  }, [state, requests, count, closed, isNarrow, today]);
}

/** All runs. */
export function RunsPage(): ReactElement {
  const search = useSearch();
  const isSignedOut = useSignedOut();
  const isNarrow = useMedia(narrow);
  const state = useSyncExternalStore(listStore.subscribe, listStore.state);
  const [closed, setClosed] = useState<ReadonlySet<GroupKey>>(new Set());
  const filter = useRef<HTMLInputElement>(null);
  const grid = useRef<GridHandle>(null);
  const query = useMemo(() => parseRunQuery(search), [search]);
  const shown = useShownRequests(state.isAtRest);
  const layout = useLayout(state, shown, closed, isNarrow);

  useEffect(() => listStore.connect(), []);
  useEffect(() => () => listStore.setAtRest(true), []);
  useEffect(() => listStore.show(query), [query]);

  const clear = (): void => showRuns({ view: query.view, text: '' }, true);
  useShortcuts({
    '/': () => filter.current?.focus(),
    j: () => grid.current?.step(1),
    k: () => grid.current?.step(-1),
    ...(query.text === '' ? {} : { escape: clear }),
  });

  const stance = useRef({ atTop: true, isPointed: false });
  const rest = (change: Partial<typeof stance.current>): void => {
    Object.assign(stance.current, change);
    listStore.setAtRest(stance.current.atTop && !stance.current.isPointed);
  };
  const toggle = (group: GroupKey): void => {
    const next = new Set(closed);
    if (!next.delete(group)) next.add(group);
    setClosed(next);
  };
  const isEmpty = layout.length <= (isNarrow ? 0 : 1);

  const news = [
    shown.fresh > 0 && !state.isAtRest ? countOf(shown.fresh, 'new request') : '',
    state.newRuns > 0 ? countOf(state.newRuns, 'new run') : '',
  ]
    .filter(Boolean)
    .join(', ');

  const body = (): ReactElement | null => {
    if (isSignedOut) return <SignIn />;
    if (!state.isLoaded) return state.failure ? null : <LoadingList isNarrow={isNarrow} />;
    if (isEmpty && state.totals?.all === 0) return <NoRuns />;
    if (isEmpty) return <NoMatch view={state.query.view} text={state.query.text} onClear={clear} />;
    return (
      <RunGrid
        ref={grid}
        layout={layout}
        isNarrow={isNarrow}
        isBusy={state.isBusy}
        isStill={state.status.state !== 'live'}
        onToggle={toggle}
        onLoad={(page) => listStore.load(page === 'next' ? state.ended.pageCount : page)}
        onScrolled={(atTop) => rest({ atTop })}
      />
    );
  };

  return (
    <>
      <TopBar here="runs" status={state.status} />
      <main className={css.page}>
        <h1 className="sr">Runs</h1>
        <Toolbar
          query={query}
          totals={state.totals}
          filterRef={filter}
          onLeave={() => grid.current?.focus()}
        />
        {state.failure && !isSignedOut ? (
          <ListProblem failure={state.failure} onRetry={() => listStore.retry()} />
        ) : null}
        {/* The button for what is new is inside: going to it must not set the lines moving. */}
        <div
          className={css.frame}
          onPointerEnter={(event) => rest({ isPointed: event.pointerType === 'mouse' })}
          onPointerLeave={() => rest({ isPointed: false })}
        >
          {news !== '' && state.isLoaded && !isSignedOut ? (
            <button
              type="button"
              className={css.pill}
              onClick={() => {
                listStore.arrange();
                shown.take();
                grid.current?.toTop();
              }}
            >
              {news}
            </button>
          ) : null}
          {body()}
        </div>
      </main>
    </>
  );
}
