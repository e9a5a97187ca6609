import { setSingleKeys, singleKeysOn } from '../keys/single-keys.ts';
import { openOverlay } from '../overlays/overlay-state.ts';
import { goTo } from '../routing/use-place.ts';
import { showRuns } from '../runs/show-runs.ts';
import { setTheme } from '../theme/theme.ts';
import { type GoToItem, holdsWords } from './go-to-source.ts';

function all(): GoToItem[] {
  const action = (title: string, run: () => void): GoToItem => ({
    key: `action ${title}`,
    kind: 'action',
    title,
    run,
  });
  return [
    action('Runs', () => goTo({ page: 'runs' })),
    action('Failed runs', () => showRuns({ view: 'failed', text: '' }, false)),
    action('Live runs', () => showRuns({ view: 'live', text: '' }, false)),
    action('Inbox', () => goTo({ page: 'inbox' })),
    action('Copy the link to this page', () => {
      // Where the browser refuses, the address bar is still there.
      navigator.clipboard.writeText(location.href).catch(() => {});
    }),
    action('Theme: as the system', () => setTheme('system')),
    action('Theme: light', () => setTheme('light')),
    action('Theme: dark', () => setTheme('dark')),
    action('Keys and help', () => openOverlay('help')),
    action(singleKeysOn() ? 'Switch single keys off' : 'Switch single keys on', () =>
      setSingleKeys(!singleKeysOn()),
    ),
  ];
}

/** What can be done from anywhere. */
export function actionsFor(words: string): GoToItem[] {
  return all().filter(({ title }) => holdsWords(title, words));
}
