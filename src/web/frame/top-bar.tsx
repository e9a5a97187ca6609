import { CircleHelp, Moon, Search, Sun } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useInboxCount } from '../attention/inbox-count.ts';
import { openOverlay } from '../overlays/overlay-state.ts';
import { PlaceLink } from '../routing/place-link.tsx';
import { setTheme, useTheme } from '../theme/theme.ts';
import { IconButton } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Count } from '../ui/pill.tsx';
import { Mark } from './mark.tsx';
import { StreamState, type StreamStatus } from './stream-state.tsx';
import css from './top-bar.module.css';

function InboxLink({ here }: { here: boolean }): ReactElement {
  const count = useInboxCount();
  return (
    <PlaceLink to={{ page: 'inbox' }} className={css.link} aria-current={here ? 'page' : undefined}>
      Inbox
      {count > 0 ? (
        <>
          <Count tone="wait" value={count} />
          <span className="sr">waiting</span>
        </>
      ) : null}
    </PlaceLink>
  );
}

function ThemeButton(): ReactElement {
  const { isDark } = useTheme();
  return (
    <IconButton
      label={isDark ? 'Use the light theme' : 'Use the dark theme'}
      onClick={() => setTheme(isDark ? 'light' : 'dark')}
    >
      {isDark ? <Sun className="icon" /> : <Moon className="icon" />}
    </IconButton>
  );
}

/**
 * The bar above every page. On the page of one run `crumb` stands where the list's links are: give
 * the run's title and id.
 */
export function TopBar({
  here,
  crumb,
  status,
}: {
  here?: 'runs' | 'inbox';
  crumb?: ReactNode;
  status: StreamStatus;
}): ReactElement {
  const inRun = crumb !== undefined;
  return (
    <header className={css.bar}>
      <PlaceLink to={{ page: 'runs' }} className={css.brand} aria-label="Causeway, all runs">
        <Mark />
        <span className={css.name}>Causeway</span>
      </PlaceLink>
      {inRun ? (
        <nav className={css.crumbs} aria-label="Place">
          <span className={css.slash}>/</span>
          <PlaceLink to={{ page: 'runs' }}>Runs</PlaceLink>
          <span className={css.slash}>/</span>
          {crumb}
        </nav>
      ) : (
        <nav className={css.nav} aria-label="Places">
          <PlaceLink
            to={{ page: 'runs' }}
            className={css.link}
            aria-current={here === 'runs' ? 'page' : undefined}
          >
            Runs
          </PlaceLink>
          <InboxLink here={here === 'inbox'} />
        </nav>
      )}
      <span className={css.grow} />
      {inRun ? <InboxLink here={false} /> : null}
      <button
        type="button"
        className={inRun ? `${css.find} ${css.narrow}` : css.find}
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => openOverlay('go-to')}
      >
        <Search className="icon" />
        <span className={css.words}>{inRun ? 'Go to' : 'Go to run, call or file'}</span>
        <span className={css.key} aria-hidden="true">
          <Kbd>Mod K</Kbd>
        </span>
      </button>
      <StreamState status={status} />
      <ThemeButton />
      <IconButton
        label="Keys and help"
        className={css.help}
        aria-keyshortcuts="?"
        onClick={() => openOverlay('help')}
      >
        <CircleHelp className="icon" />
      </IconButton>
    </header>
  );
}
