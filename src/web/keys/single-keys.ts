import { useSyncExternalStore } from 'react';

const storageKey = 'causeway.single-keys';
const listeners = new Set<() => void>();

function read(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}

let isOn = read();

/** Whether keys without Ctrl, ⌘ or Alt do anything outside of input fields. */
export function singleKeysOn(): boolean {
  return isOn;
}

/** Switches single keys on or off and remembers it in this browser. */
export function setSingleKeys(on: boolean): void {
  isOn = on;
  try {
    if (on) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, 'off');
  } catch {
    // Storage can be switched off: the choice then lasts as long as the page.
  }
  for (const tell of listeners) tell();
}

/** The same, followed by a component. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isOn,
  );
}
