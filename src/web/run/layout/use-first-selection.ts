import { useEffect, useRef } from 'react';
import { openRequests } from '../panels/needs-you/requests.ts';
import { useConnection, useRun, useSelection } from '../store/use-run.ts';

/**
 * Selects the first failure of a run that is opened without a selection, once it is all here. On a
 * phone it selects nothing: what is selected covers half of the page there.
 */
export function useFirstSelection(phone: boolean): void {
  const { timeline } = useRun();
  const { state } = useConnection();
  const [selection, change] = useSelection();
  const decided = useRef(false);
  useEffect(() => {
    if (decided.current || state === 'loading' || timeline.lastSeq === 0) return;
    decided.current = true;
    if (phone) return;
    const { callId, file, journalSeq, line, query, tones } = selection;
    if (callId ?? file ?? journalSeq ?? line) return;
    if (query !== '' || tones.length > 0 || openRequests(timeline).length > 0) return;
    const [failure] = timeline.failed;
    if (failure !== undefined) change({ callId: failure.callId }, 'replace');
  }, [timeline, state, selection, change, phone]);
}
