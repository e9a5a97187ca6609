import { formatRunUrl, parseRunUrl, type Selection } from './selection.ts';

// Beside `popstate`, the router tells of its own changes by events with these names.
const locationEvents = ['popstate', 'pushState', 'replaceState'] as const;

/** The selection of one run, which the address bar holds. */
export interface SelectionStore {
  readonly selection: Selection;
  subscribe(listener: () => void): () => void;
  /**
   * Changes some of it; a field given as undefined is taken away. `push` makes the browser's Back
   * return to what was before: for clicks and Enter, not for arrow keys.
   */
  change(
    to: { [Key in keyof Selection]?: Selection[Key] | undefined },
    how: 'push' | 'replace',
  ): void;
}

// Browsers refuse to change the address more than some hundred times in half a minute, which a held
// arrow key reaches.
const REPLACE_MS = 250;

const nothing: Selection = { tones: [], query: '', flat: false };

/** The selection that the URL holds at the time; it follows the URL as long as it is subscribed to. */
export function createSelectionStore(runId: string): SelectionStore {
  let selection = readLocation(runId) ?? nothing;
  let pending: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const write = (how: 'push' | 'replace'): void => {
    clearTimeout(pending);
    pending = undefined;
    const url = formatRunUrl(runId, selection);
    if (how === 'push') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  };
  const follow = (): void => {
    clearTimeout(pending);
    pending = undefined;
    const next = readLocation(runId);
    // Another page's URL: this run is about to be left, with its selection as it is.
    if (next === undefined) return;
    if (formatRunUrl(runId, next) === formatRunUrl(runId, selection)) return;
    selection = next;
    tell();
  };
  return {
    get selection() {
      return selection;
    },
    subscribe(listener) {
      if (listeners.size === 0) {
        for (const name of locationEvents) addEventListener(name, follow);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        for (const name of locationEvents) removeEventListener(name, follow);
        clearTimeout(pending);
        pending = undefined;
      };
    },
    change(to, how) {
      const next = Object.fromEntries(
        Object.entries({ ...selection, ...to }).filter(([, value]) => value !== undefined),
      ) as unknown as Selection;
      if ('callId' in to || 'file' in to || 'journalSeq' in to) {
        for (const key of ['callId', 'file', 'journalSeq'] as const) {
          if (!(key in to)) delete next[key];
        }
      }
      if (formatRunUrl(runId, next) === formatRunUrl(runId, selection)) return;
      selection = next;
      if (how === 'push') write('push');
      else pending ??= setTimeout(write, REPLACE_MS, 'replace');
      tell();
    },
  };
}

function readLocation(runId: string): Selection | undefined {
  const read = parseRunUrl(location.pathname, location.search);
  return read?.runId === runId ? read.selection : undefined;
}
