/** How long one POST may take, in milliseconds. */
export const POST_TIMEOUT_MS = 2000;

/** What came of a POST. Whatever a receiver answers is `answered`: an emitter does not mind. */
export type PostOutcome = 'answered' | 'failed' | 'timed_out';

/** Posts JSON text once, for at most two seconds. Never rejects. */
export async function post(url: string, body: string, keepalive = false): Promise<PostOutcome> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), POST_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // A redirect would carry the events to whoever it names.
      redirect: 'manual',
      signal: controller.signal,
      ...(keepalive && { keepalive }),
    });
    await response.body?.cancel();
    return 'answered';
  } catch {
    return controller.signal.aborted ? 'timed_out' : 'failed';
  } finally {
    clearTimeout(timer);
  }
}
