import { useSyncExternalStore } from 'react';

/** Sizes of the regions in pixels, and which of them are hidden. */
export interface RegionSizes {
  /** Width of the right column. */
  right: number;
  /** Height of the dock. */
  dock: number;
  /** The same in an agent's run, of which the dock tells more than its calls do. */
  agentDock: number;
  /** Height of what stands above the source. */
  inspector: number;
  rightHidden: boolean;
  dockHidden: boolean;
}

const KEY = 'causeway.run-regions';

const defaults: RegionSizes = {
  right: 496,
  dock: 132,
  agentDock: 400,
  inspector: 380,
  rightHidden: false,
  dockHidden: false,
};

let sizes: RegionSizes = read();
const listeners = new Set<() => void>();

/** The sizes, remembered in this browser. */
export function useRegionSizes(): RegionSizes {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => sizes,
  );
}

/** Changes some of the sizes and remembers them. */
export function changeRegions(to: Partial<RegionSizes>): void {
  sizes = { ...sizes, ...to };
  try {
    localStorage.setItem(KEY, JSON.stringify(sizes));
  } catch {
    // Storage can be switched off or full; the sizes then last as long as the page.
  }
  for (const listener of [...listeners]) listener();
}

function read(): RegionSizes {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return readSizes(stored);
  } catch {
    return defaults;
  }
}

/** Takes from a stored object what fits. */
function readSizes(stored: unknown): RegionSizes {
  const given = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<
    string,
    unknown
  >;
  const result = { ...defaults };
  for (const key of ['right', 'dock', 'agentDock', 'inspector'] as const) {
    const size = given[key];
    if (typeof size === 'number' && size >= 60 && size <= 4000) result[key] = size;
  }
  for (const key of ['rightHidden', 'dockHidden'] as const) {
    if (typeof given[key] === 'boolean') result[key] = given[key];
  }
  return result;
}
