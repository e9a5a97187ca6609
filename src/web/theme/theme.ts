import { useSyncExternalStore } from 'react';

/** What somebody chose; `system` follows the machine. */
export type ThemeChoice = 'system' | 'light' | 'dark';

// public/theme.js reads the same key before the first paint.
const storageKey = 'causeway.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

let choice = read();

function apply(): void {
  const isDark = choice === 'system' ? dark.matches : choice === 'dark';
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  for (const tell of listeners) tell();
}

dark.addEventListener('change', apply);

/** Sets the theme and remembers it in this browser. */
export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
  } catch {
    // Storage can be switched off: the choice then lasts as long as the page.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is chosen, and whether the page is dark as a result. */
export function useTheme(): { choice: ThemeChoice; isDark: boolean } {
  const key = useSyncExternalStore(
    subscribe,
    () => `${choice} ${document.documentElement.dataset.theme}`,
  );
  const [chosen, shown] = key.split(' ');
  return { choice: chosen as ThemeChoice, isDark: shown === 'dark' };
}
