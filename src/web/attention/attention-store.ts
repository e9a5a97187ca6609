import { useSyncExternalStore } from 'react';
import type { PendingRequests } from '../../protocol/api/open-requests.ts';
import { AnswerError } from '../api/answer-error.ts';
import { getJson } from '../api/ask-server.ts';
import { setInboxCount } from './inbox-count.ts';

/** What waits for a person, as the server said it last. */
export interface Attention {
  /** Undefined until it has answered once. */
  pending: PendingRequests | undefined;
  /** Why it did not answer the last time, and when it last did: milliseconds since the epoch. */
  failure: { error: AnswerError; since: number } | undefined;
}

/** Changes of a run follow each other quickly; the list is asked for at most this often. */
const REST_MS = 250;

let attention: Attention = { pending: undefined, failure: undefined };
let answeredAt = Date.now();
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
  attention = await ask();
  for (const tell of listeners) tell();
  setTimeout(() => {
    asking = false;
    if (!askAgain) return;
    askAgain = false;
    void refreshAttention();
  }, REST_MS);
}

async function ask(): Promise<Attention> {
  try {
    const pending = await getJson<PendingRequests>('/api/attention');
    answeredAt = Date.now();
    setInboxCount(pending.count);
    return { pending, failure: undefined };
  } catch (error) {
    const known =
      error instanceof AnswerError ? error : new AnswerError(0, 'unreadable', String(error));
    return { pending: attention.pending, failure: { error: known, since: answeredAt } };
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
