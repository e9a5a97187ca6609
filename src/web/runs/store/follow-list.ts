import { AnswerError } from '../../api/answer-error.ts';
import type { StreamStatus } from '../../frame/stream-state.tsx';
import { watchVisibility } from '../../run/store/page-visibility.ts';
import { backoff, wait } from '../../run/store/wait.ts';
import { type ListFrame, readListStream } from './read-list-stream.ts';

/** Without a byte for this long a connection is dead: the server says something every 15 seconds. */
const SILENT_MS = 25_000;
const STALE_MS = 60_000;

/** What a follower of the list tells. */
export interface ListSink {
  take(frame: ListFrame): void;
  setStatus(status: StreamStatus): void;
}

/**
 * Keeps a sink fed with the list's stream: comes back after 0.5 to 10 seconds when it breaks, and
 * gives the connection back while the tab is hidden. Returns what stops it.
 */
export function followList(sink: ListSink): () => void {
  const stopped = new AbortController();
  let attempt = new AbortController();
  let isAway = false;
  let heardAt = Date.now();
  let attemptAt = heardAt;

  const unwatch = watchVisibility(
    () => {
      isAway = true;
      attempt.abort();
    },
    () => {
      isAway = false;
      attempt.abort();
    },
  );
  const watchdog = setInterval(() => {
    const silentFor = Date.now() - Math.max(heardAt, attemptAt);
    if (!isAway && silentFor > SILENT_MS) attempt.abort();
  }, 1000);

  /** Reads one stream to its end; resolves with whether it gave anything, and why it was refused. */
  const readOnce = async (): Promise<{ heard: boolean; status?: number }> => {
    let heard = false;
    try {
      for await (const frame of readListStream(attempt.signal)) {
        heard = true;
        heardAt = Date.now();
        if (frame.type === 'opened') sink.setStatus({ state: 'live' });
        sink.take(frame);
      }
    } catch (error) {
      if (error instanceof AnswerError) return { heard, status: error.status };
    }
    return { heard };
  };

  const follow = async (): Promise<void> => {
    sink.setStatus({ state: 'connecting' });
    let failures = 0;
    while (!stopped.signal.aborted) {
      attempt = new AbortController();
      attemptAt = Date.now();
      const { heard, status } = await readOnce();
      if (stopped.signal.aborted) return;
      attempt = new AbortController();
      if (isAway) {
        sink.setStatus({ state: 'paused' });
        await aborted(attempt.signal);
        continue;
      }
      failures = heard ? 0 : failures + 1;
      const isStale = Date.now() - heardAt > STALE_MS;
      if (status === 401) sink.setStatus({ state: 'off' });
      else sink.setStatus({ state: isStale ? 'stale' : 'reconnecting', since: heardAt });
      await wait(backoff(failures), attempt.signal);
    }
  };
  void follow();

  return () => {
    unwatch();
    clearInterval(watchdog);
    stopped.abort();
    attempt.abort();
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
