import { useEffect, useRef, useState } from 'react';
import type { Timeline } from '../../../../timeline/timeline.ts';
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
  const [{ callId, file, journalSeq }] = useSelection();
  const requests = openRequests(timeline);
  const [key, setKey] = useState<string>();
  const [first] = requests;
  const firstKey = first && keyOf(first);
  const opened = useRef(false);
  const callAtKey = useRef<string>(undefined);
  const caughtUp = connection.state !== 'loading';

  useEffect(() => {
    if (opened.current || !caughtUp) return;
    opened.current = true;
    // A link to something else says what its reader came for.
    if (callId !== undefined || file !== undefined || journalSeq !== undefined) return;
    if (firstKey !== undefined) setKey(firstKey);
  }, [caughtUp, firstKey, callId, file, journalSeq]);

  // Selecting another call than the request's own brings the inspector back.
  useEffect(() => {
    if (callId === callAtKey.current) return;
    callAtKey.current = callId;
    setKey((current) =>
      current !== undefined && callOf(timeline, current) === callId ? current : undefined,
    );
  }, [callId, timeline]);

  const shown =
    key === undefined
      ? undefined
      : (requests.find((request) => keyOf(request) === key) ?? closedRequest(timeline, key));
  return {
    requests,
    shown,
    show: (request) => setKey(request && keyOf(request)),
  };
}

function keyOf({ kind, id }: Request): string {
  return `${kind === 'approval' ? 'approval' : 'attention'} ${id}`;
}

function callOf(timeline: Timeline, key: string): string | undefined {
  return timeline.approvals.find(({ id }) => key === `approval ${id}`)?.callId;
}
