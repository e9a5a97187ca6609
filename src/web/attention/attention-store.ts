import { useSyncExternalStore } from 'react';
import type { PendingRequest, PendingRequests } from '../../protocol/api/open-requests.ts';
import { getJson } from '../api/ask-server.ts';
import { setInboxCount } from './inbox-count.ts';

/** What waits for a person, by the server's own list; undefined until it has answered once. */
export type Attention = PendingRequests | undefined;

/** Changes of a run follow each other quickly; the list is asked for at most this often. */
const REST_MS = 250;

let attention: Attention;
let asking = false;
let askAgain = false;
const listeners = new Set<() => void>();

/** Asks the server what waits for a person. The badge, the list and the inbox all show its answer. */
export async function refreshAttention(): Promise<void> {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  try {
    attention = await getJson<PendingRequests>('/api/attention');
    setInboxCount(attention.count);
    for (const tell of listeners) tell();
  } catch {
    // What is shown stays; the stream's state tells that it may be old.
  } finally {
    setTimeout(() => {
      asking = false;
      if (!askAgain) return;
      askAgain = false;
      void refreshAttention();
    }, REST_MS);
  }
}

/** What waits for a person. */
export function useAttention(): Attention {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => attention,
  );
}

/** The path of a request within the API. */
export function requestPath({ runId, id }: Pick<PendingRequest, 'runId' | 'id'>): string {
  return `/api/runs/${encodeURIComponent(runId)}/requests/${encodeURIComponent(id)}`;
}
