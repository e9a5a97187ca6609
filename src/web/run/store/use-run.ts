import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Connection, Gap } from './connection.ts';
import { openRun } from './open-run.ts';
import type { RunStore } from './run-store.ts';
import type { Selection } from './selection.ts';
import { createSelectionStore, type SelectionStore } from './selection-store.ts';

/** A run and what of it is selected. */
export interface OpenRun {
  store: RunStore;
  selection: SelectionStore;
}

/** Give what `useOpenRun` returns to this provider around everything that shows the run. */
export const RunContext = createContext<OpenRun | undefined>(undefined);

/** Opens a run and stays connected as long as the component is there. Give it a `key` of the run. */
export function useOpenRun(runId: string): OpenRun {
  const [open] = useState(() => ({
    store: openRun(runId),
    selection: createSelectionStore(runId),
  }));
  useEffect(() => open.store.connect(), [open]);
  return open;
}

/** The run of the page. Its timeline changes in place: call `useTimelineVersion` to follow it. */
export function useRun(): RunStore {
  return useContextRun().store;
}

/** Renders with every commit, at most once per frame. */
export function useTimelineVersion(): number {
  const store = useRun();
  return useSyncExternalStore(store.subscribe, () => store.version);
}

/** Renders when text that counts should: at most ten times a second in a fast stream. */
export function useTextVersion(): number {
  const store = useRun();
  return useSyncExternalStore(store.subscribe, () => store.textVersion);
}

export function useConnection(): Connection {
  const store = useRun();
  return useSyncExternalStore(store.subscribe, () => store.connection);
}

/** The positions that are missing at the moment. */
export function useGap(): Gap | undefined {
  const store = useRun();
  return useSyncExternalStore(store.subscribe, () => store.gap);
}

/** What is selected, and what changes it. */
export function useSelection(): [Selection, SelectionStore['change']] {
  const { selection } = useContextRun();
  const selected = useSyncExternalStore(selection.subscribe, () => selection.selection);
  return [selected, selection.change];
}

function useContextRun(): OpenRun {
  const open = useContext(RunContext);
  if (open === undefined) throw new Error('No RunContext provider is around this component');
  return open;
}
