import { useMemo } from 'react';
import { navigate, usePathname } from 'wouter/use-browser-location';
import { type Place, parsePlace, placePath } from './place.ts';

/** The place in the address bar; follows it. */
export function usePlace(): Place {
  const path = usePathname();
  return useMemo(() => parsePlace(path), [path]);
}

/** Goes to a place; `replace` leaves no entry in the history. */
export function goTo(place: Place, options?: { replace?: boolean }): void {
  navigate(placePath(place), options);
}
