import { useSyncExternalStore } from 'react';

let isSignedOut = false;
const listeners = new Set<() => void>();

/** Learns from an answer whether somebody has to sign in: every request passes its status here. */
export function noteAnswer(status: number): void {
  const next = status === 401;
  if (next === isSignedOut || (status >= 400 && !next)) return;
  isSignedOut = next;
  for (const tell of listeners) tell();
}

/** Whether the server wants its token before it shows anything. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isSignedOut,
  );
}
