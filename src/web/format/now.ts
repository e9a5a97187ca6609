import { useSyncExternalStore } from 'react';
import { startOfDay } from './clock.ts';

interface Ticker {
  now: number;
  subscribe: (listener: () => void) => () => void;
}

/** One timer for all who want the same beat; it stops when nobody listens. */
function createTicker(interval: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const ticker: Ticker = {
    now: Date.now(),
    subscribe(listener) {
      listeners.add(listener);
      ticker.now = Date.now();
      timer ??= setInterval(() => {
        ticker.now = Date.now();
        for (const tell of listeners) tell();
      }, interval);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
  return ticker;
}

const seconds = createTicker(1000);

/** The time in milliseconds since the epoch, once a second. */
export function useNow(): number {
  return useSyncExternalStore(seconds.subscribe, () => seconds.now);
}

/** Midnight before this moment, in milliseconds since the epoch; renders again when the day ends. */
export function useToday(): number {
  return useSyncExternalStore(seconds.subscribe, () => startOfDay(seconds.now));
}
