import { useSyncExternalStore } from 'react';

/** Whether a media query holds; follows it. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/**
 * How the regions of a run stand. `wide`: side by side. `drawer`: the right column lies over the
 * calls when it is opened. `phone`: one region at a time, behind tabs.
 */
export type Shape = 'wide' | 'drawer' | 'phone';

/** The shape that fits the window. */
export function useShape(): Shape {
  const phone = useMedia('(max-width: 639px)');
  const drawer = useMedia('(max-width: 1100px)');
  if (phone) return 'phone';
  return drawer ? 'drawer' : 'wide';
}
