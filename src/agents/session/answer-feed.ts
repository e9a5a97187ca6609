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
  for (;;) {
    const next = await nextUnlessAborted(events, parts.signal);
    if (next.done) break;
    const event = next.value;
    if (!isKnownEvent(event)) continue;
    if (event.type === 'attention.closed') onClosed(event);
    if (event.type === 'run.cancel_requested') onCancel(event.by, event.reason);
  }
  // The feed may be waiting for an event that never comes: it is told, and not waited for.
  if (signal.aborted) void Promise.resolve(events.return?.()).catch(() => undefined);
}

/** The next event, or the end. Nothing of it is held by the signal, which lives as long as the run. */
function nextUnlessAborted(
  events: AsyncIterator<RunEvent>,
  signal: AbortSignal,
): Promise<IteratorResult<RunEvent, undefined>> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve({ done: true, value: undefined });
    if (signal.aborted) return end();
    signal.addEventListener('abort', end, { once: true });
    const over = (): void => signal.removeEventListener('abort', end);
    events.next().then(resolve, reject).finally(over);
  });
}
