import { ListFilter, X } from 'lucide-react';
import { type ReactElement, type Ref, useEffect, useState } from 'react';
import type { RunView } from '../../protocol/api/run-pages.ts';
import { useInboxCount } from '../attention/inbox-count.ts';
import { formatCount } from '../format/numbers.ts';
import { PlaceLink } from '../routing/place-link.tsx';
import { IconButton } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { showRuns } from './show-runs.ts';
import { formatRunQuery, type RunQuery, runViews } from './store/run-query.ts';
import css from './toolbar.module.css';

const words: Readonly<Record<RunView, string>> = {
  all: 'All',
  needs: 'Needs you',
  live: 'Live',
  failed: 'Failed',
  code: 'Code',
  agents: 'Agents',
};

/** Typing rests this long before the server is asked, in milliseconds. */
const TYPING_MS = 150;
const LONGEST_FILTER = 1000;

function Filter({
  query,
  onLeave,
  ref,
}: {
  query: RunQuery;
  onLeave: () => void;
  ref: Ref<HTMLInputElement>;
}): ReactElement {
  const [typed, setTyped] = useState(query.text);
  useEffect(() => setTyped(query.text), [query.text]);
  useEffect(() => {
    if (typed === query.text) return;
    const timer = setTimeout(() => showRuns({ view: query.view, text: typed }, true), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, query.text, query.view]);
  const clear = (): void => {
    setTyped('');
    showRuns({ view: query.view, text: '' }, true);
  };
  return (
    <div className={css.filter}>
      <ListFilter className="icon" aria-hidden="true" />
      <input
        ref={ref}
        className={css.input}
        type="search"
        aria-label="Filter runs"
        aria-keyshortcuts="/"
        placeholder="Filter by title, host, person or state"
        spellCheck={false}
        autoComplete="off"
        maxLength={LONGEST_FILTER}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            if (typed === '') event.currentTarget.blur();
            else clear();
          }
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            onLeave();
          }
        }}
      />
      {typed === '' ? (
        <Kbd>/</Kbd>
      ) : (
        <IconButton label="Clear filter" onClick={clear}>
          <X className="icon" />
        </IconButton>
      )}
    </div>
  );
}

function Total({ count }: { count: number | undefined }): ReactElement | null {
  return count === undefined ? null : <span className={css.total}>{formatCount(count)}</span>;
}

/** Views and filter of the list. */
export function Toolbar({
  query,
  totals,
  onLeave,
  filterRef,
}: {
  query: RunQuery;
  totals: Record<RunView, number> | undefined;
  /** The filter is done with: the list takes the focus. */
  onLeave: () => void;
  filterRef: Ref<HTMLInputElement>;
}): ReactElement {
  // Requests, as in the inbox and in the list's own group: a run can have several.
  const shown = { ...totals, needs: useInboxCount() };
  return (
    <div className={css.bar}>
      <nav className={css.views} aria-label="Views">
        {runViews.map((view) => (
          <PlaceLink
            key={view}
            className={css.view}
            to={{ page: 'runs' }}
            search={formatRunQuery({ view, text: query.text })}
            aria-current={view === query.view ? 'true' : undefined}
          >
            {/* The space is for those who hear the two as one name. */}
            {words[view]} <Total count={shown[view]} />
          </PlaceLink>
        ))}
      </nav>
      <Filter query={query} onLeave={onLeave} ref={filterRef} />
    </div>
  );
}
