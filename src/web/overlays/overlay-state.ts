import { useSyncExternalStore } from 'react';

/** What can lie over a page; one at a time. */
export type Overlay = 'go-to' | 'help';

let open: Overlay | undefined;
const listeners = new Set<() => void>();

function change(next: Overlay | undefined): void {
  open = next;
  for (const tell of listeners) tell();
}

/** Shows an overlay in place of any other. */
export function openOverlay(overlay: Overlay): void {
  change(overlay);
}

/** Closes what lies over the page. */
export function closeOverlay(): void {
  change(undefined);
}

/** What lies over the page. */
export function useOverlay(): Overlay | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
