import { useSyncExternalStore } from 'react';

let count = 0;
const listeners = new Set<() => void>();

/** Takes over the server's number of open requests; the tab's title carries it too. */
export function setInboxCount(next: number): void {
  if (next === count) return;
  count = next;
  document.title = next > 0 ? `(${next}) Causeway` : 'Causeway';
  for (const tell of listeners) tell();
}

/** How many requests wait for a person, by the server's count. */
export function useInboxCount(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => count,
  );
}
