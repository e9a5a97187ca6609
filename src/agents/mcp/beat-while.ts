import type { ServerContext } from '@modelcontextprotocol/server';

/** Clients that give up after a minute of silence, as many do, are far from it. */
const BEAT_MS = 10_000;

/**
 * Waits for something and sends the caller a progress notification at once and every ten seconds,
 * where it asked for them.
 */
export async function beatWhile<Value>(
  wait: Promise<Value>,
  { mcpReq }: ServerContext,
  message: string,
): Promise<Value> {
  const { _meta, signal, notify } = mcpReq;
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return await wait;
  let progress = 0;
  const beat = (): void => {
    progress += 1;
    const params = { progressToken, progress, message };
    // Who has left learns nothing; what was asked for goes on.
    if (!signal.aborted) notify({ method: 'notifications/progress', params }).catch(() => {});
  };
  beat();
  const timer = setInterval(beat, BEAT_MS);
  try {
    return await wait;
  } finally {
    clearInterval(timer);
  }
}
