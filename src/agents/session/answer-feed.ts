import type { AttentionClosed } from '../../protocol/events/attention.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { isKnownEvent } from '../../protocol/events/known-event.ts';

export interface AnswerFeedParts {
  feed: AsyncIterable<RunEvent>;
  signal: AbortSignal;
  onClosed: (event: AttentionClosed) => void;
  onCancel: (by: string, reason: string | undefined) => void;
}

/** Takes answers and requests to end from the run's events. Resolves when the feed or the session ends. */
export async function followAnswers(parts: AnswerFeedParts): Promise<void> {
  const { feed, signal, onClosed, onCancel } = parts;
  const events = feed[Symbol.asyncIterator]();
  const aborted = new Promise<{ done: true; value: undefined }>((resolve) => {
    const end = (): void => resolve({ done: true, value: undefined });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  for (;;) {
    const next = await Promise.race([events.next(), aborted]);
    if (next.done) break;
    const event = next.value;
    if (!isKnownEvent(event)) continue;
    if (event.type === 'attention.closed') onClosed(event);
    if (event.type === 'run.cancel_requested') onCancel(event.by, event.reason);
  }
  // The feed may be waiting for an event that never comes: it is told, and not waited for.
  if (signal.aborted) void Promise.resolve(events.return?.()).catch(() => undefined);
}
