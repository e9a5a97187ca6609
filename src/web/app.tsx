import { lazy, type ReactElement, Suspense, useEffect } from 'react';
import { SignInPage } from './access/sign-in-page.tsx';
import { RequestAnnouncer } from './attention/request-announcer.tsx';
import { watchAttention } from './attention/watch-attention.ts';
import { NotFoundPage } from './frame/not-found-page.tsx';
import { InboxPage } from './inbox/inbox-page.tsx';
import { useShortcuts } from './keys/use-shortcuts.ts';
import { openOverlay } from './overlays/overlay-state.ts';
import { Overlays } from './overlays/overlays.tsx';
import type { Place } from './routing/place.ts';
import { goTo, usePlace } from './routing/use-place.ts';
import { RunsPage } from './runs/runs-page.tsx';
import { listStore } from './runs/store/runs-in-page.ts';

const RunPage = lazy(async () => ({ default: (await import('./run/run-page.tsx')).RunPage }));

function Page({ place }: { place: Place }): ReactElement {
  switch (place.page) {
    case 'runs':
      return <RunsPage />;
    case 'inbox':
      return <InboxPage item={place.item} />;
    case 'run':
      return <RunPage key={place.runId} runId={place.runId} />;
    case 'sign-in':
      return <SignInPage />;
    case 'unknown':
      return <NotFoundPage />;
  }
}

async function stepRun(place: Place, step: 1 | -1): Promise<void> {
  if (place.page !== 'run') return;
  const runId = await listStore.neighbourOf(place.runId, step);
  if (runId !== undefined) goTo({ page: 'run', runId });
}

/** The whole dashboard. */
export function App(): ReactElement {
  const place = usePlace();
  const showsRequests = place.page === 'inbox';
  useEffect(() => watchAttention(showsRequests), [showsRequests]);
  useShortcuts({
    'mod+k': () => openOverlay('go-to'),
    '?': () => openOverlay('help'),
    'g r': () => goTo({ page: 'runs' }),
    'g i': () => goTo({ page: 'inbox' }),
    ...(place.page === 'run' && {
      j: () => void stepRun(place, 1),
      k: () => void stepRun(place, -1),
    }),
  });
  return (
    <Suspense fallback={null}>
      <Page place={place} />
      <Overlays />
      <RequestAnnouncer />
    </Suspense>
  );
}
