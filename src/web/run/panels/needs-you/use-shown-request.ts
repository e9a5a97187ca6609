import { useCallback, useEffect, useRef, useState } from 'react';
import { useRun, useSelection } from '../../store/use-run.ts';
import { closedRequest, openRequests, type Request } from './requests.ts';

/** What of the requests is in front of the inspector. */
export interface ShownRequest {
  requests: readonly Request[];
  /** Absent while the inspector is shown. */
  shown: Request | undefined;
  show: (request: Request | undefined) => void;
}

/**
 * Which request is shown. The first opens itself when the page opens; one that comes later never
 * takes the place of what somebody reads. One that is closed stays until it is left.
 */
export function useShownRequest(): ShownRequest {
  const store = useRun();
  const { timeline } = store;
  const [{ callId, file, journalSeq }, change] = useSelection();
  const requests = openRequests(timeline);
  const [key, setKey] = useState<string>();
  const [first] = requests;
  const opened = useRef(false);
  const callAtKey = useRef<string>(undefined);
  const [mountedAt] = useState(() => performance.now());

  const show = useCallback(
    (request: Request | undefined): void => {
      setKey(request && keyOf(request));
      const call = request?.kind === 'approval' ? request.approval.callId : undefined;
      if (call === undefined) return;
      callAtKey.current = call;
      change({ callId: call }, 'replace');
    },
    [change],
  );

  // Another selected call brings the inspector back, or the question that waits about it.
  useEffect(() => {
    if (callId === callAtKey.current) return;
    callAtKey.current = callId;
    const about = openRequests(timeline).find(
      (request) => request.kind === 'approval' && request.approval.callId === callId,
    );
    setKey(callId !== undefined && about ? keyOf(about) : undefined);
  }, [callId, timeline]);

  useEffect(() => {
    if (opened.current) return;
    // A link to something else says what its reader came for, and so does a selection.
    opened.current = callId !== undefined || file !== undefined || journalSeq !== undefined;
    if (opened.current || first === undefined) return;
    opened.current = true;
    const pageOpenedAt = store.now() - (performance.now() - mountedAt);
    if (first.at <= pageOpenedAt) show(first);
  }, [first, show, callId, file, journalSeq, store, mountedAt]);

  const shown =
    key === undefined
      ? undefined
      : (requests.find((request) => keyOf(request) === key) ?? closedRequest(timeline, key));
  return { requests, shown, show };
}

function keyOf({ kind, id }: Request): string {
  return `${kind === 'approval' ? 'approval' : 'attention'} ${id}`;
}
