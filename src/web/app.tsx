import { lazy, type ReactElement, Suspense } from 'react';
import { NotFoundPage } from './frame/not-found-page.tsx';
import { InboxPage } from './inbox/inbox-page.tsx';
import { usePlace } from './routing/use-place.ts';
import { RunsPage } from './runs/runs-page.tsx';

const RunPage = lazy(async () => ({ default: (await import('./run/run-page.tsx')).RunPage }));

function Page(): ReactElement {
  const place = usePlace();
  switch (place.page) {
    case 'runs':
      return <RunsPage />;
    case 'inbox':
      return <InboxPage item={place.item} />;
    case 'run':
      return <RunPage key={place.runId} runId={place.runId} />;
    case 'unknown':
      return <NotFoundPage />;
  }
}

/** The whole dashboard. */
export function App(): ReactElement {
  return (
    <Suspense fallback={null}>
      <Page />
    </Suspense>
  );
}
