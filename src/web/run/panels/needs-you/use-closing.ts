import { useState } from 'react';
import { postJson } from '../../../api/ask-server.ts';
import { useRun } from '../../store/use-run.ts';

/** Deals with one request of the run. */
export interface Closing {
  /** An answer is on its way. The card goes by the event that closes the request, not by this. */
  sending: boolean;
  failure: string | undefined;
  /** Sends an answer; without one the request is acknowledged. */
  close: (answer?: string) => Promise<void>;
}

/** Answers or acknowledges a request of the run by its id. */
export function useClosing(requestId: string): Closing {
  const { runId } = useRun();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();
  return {
    sending,
    failure,
    async close(answer) {
      if (sending) return;
      setSending(true);
      setFailure(undefined);
      try {
        await postJson(
          `/api/runs/${encodeURIComponent(runId)}/requests/${encodeURIComponent(requestId)}`,
          answer === undefined ? {} : { answer },
        );
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error));
        setSending(false);
      }
    },
  };
}
