/** What came of waiting: the value, what was thrown, or that the time was over. */
export type Waited<T> =
  | { state: 'done'; value: T }
  | { state: 'failed'; error: unknown }
  | { state: 'late' };

/** Waits for a promise no longer than so many milliseconds. Never rejects; the promise goes on. */
export function within<T>(promise: Promise<T>, ms: number): Promise<Waited<T>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ state: 'late' }), ms);
    const settle = (waited: Waited<T>): void => {
      clearTimeout(timer);
      resolve(waited);
    };
    promise.then(
      (value) => settle({ state: 'done', value }),
      (error: unknown) => settle({ state: 'failed', error }),
    );
  });
}

/** Calls what may throw at once or reject later, and waits for it. */
export function withinCall<T>(call: () => T | Promise<T>, ms: number): Promise<Waited<T>> {
  return within((async () => call())(), ms);
}

/** The value of a promise; throws what it rejects with, and an Error with the time when that is over. */
export async function inTime<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  const waited = await within(promise, ms);
  if (waited.state === 'done') return waited.value;
  throw waited.state === 'failed' ? waited.error : new Error(`${message} within ${ms} ms`);
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
