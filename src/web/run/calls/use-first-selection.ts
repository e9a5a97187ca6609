import { useEffect, useRef } from 'react';
import { useConnection, useRun, useSelection } from '../store/use-run.ts';
import type { CallsModel } from './model/calls-model.ts';

/**
 * Selects what a person should see when a link names nothing: the first call that waits, else the
 * first that failed. Once, when all that was recorded is here; what comes later moves nothing.
 */
export function useFirstSelection(model: CallsModel): void {
  const store = useRun();
  const { state } = useConnection();
  const [selection, change] = useSelection();
  const isDone = useRef(false);
  const isLoaded = state === 'live' || state === 'complete';
  useEffect(() => {
    if (isDone.current || !isLoaded) return;
    isDone.current = true;
    const { callId, file, journalSeq, line, query, tones } = selection;
    if (callId !== undefined || file !== undefined || journalSeq !== undefined) return;
    if (model.focusedId !== undefined || line !== undefined || query !== '' || tones.length > 0)
      return;
    const waiting = model.tree.all.find(({ tone }) => tone === 'waiting');
    const [failed] = store.timeline.failed;
    const first = waiting?.call ?? failed;
    if (first !== undefined) change({ callId: first.callId }, 'replace');
  }, [isLoaded, model, store, selection, change]);
}
