import { useCallback, useEffect, useRef, useState } from 'react';
import { useConnection, useRun, useSelection } from '../../store/use-run.ts';
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
  const { timeline } = useRun();
  const connection = useConnection();
  const [{ callId, file, journalSeq }, change] = useSelection();
  const requests = openRequests(timeline);
  const [key, setKey] = useState<string>();
  const [first] = requests;
  const opened = useRef(false);
  const callAtKey = useRef<string>(undefined);
  const caughtUp = connection.state !== 'loading';

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
    const approval = timeline.approvals.find((one) => one.callId === callId && !one.given);
    setKey(callId !== undefined && approval ? `approval ${approval.id}` : undefined);
  }, [callId, timeline]);

  useEffect(() => {
    if (opened.current || !caughtUp) return;
    opened.current = true;
    // A link to something else says what its reader came for.
    if (callId !== undefined || file !== undefined || journalSeq !== undefined) return;
    if (first !== undefined) show(first);
  }, [caughtUp, first, show, callId, file, journalSeq]);

  const shown =
    key === undefined
      ? undefined
      : (requests.find((request) => keyOf(request) === key) ?? closedRequest(timeline, key));
  return { requests, shown, show };
}

function keyOf({ kind, id }: Request): string {
  return `${kind === 'approval' ? 'approval' : 'attention'} ${id}`;
}
