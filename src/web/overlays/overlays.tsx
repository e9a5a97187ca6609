import { lazy, type ReactElement, Suspense } from 'react';
import { closeOverlay, useOverlay } from './overlay-state.ts';

const GoToDialog = lazy(async () => ({
  default: (await import('../go-to/go-to-dialog.tsx')).GoToDialog,
}));
const HelpDialog = lazy(async () => ({
  default: (await import('../help/help-dialog.tsx')).HelpDialog,
}));

/** What lies over the page; its code comes when it is first opened. */
export function Overlays(): ReactElement {
  const overlay = useOverlay();
  return (
    <Suspense fallback={null}>
      {overlay === 'go-to' ? <GoToDialog onClose={closeOverlay} /> : null}
      {overlay === 'help' ? <HelpDialog onClose={closeOverlay} /> : null}
    </Suspense>
  );
}
