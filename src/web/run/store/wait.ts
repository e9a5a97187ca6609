/** Resolves after so many milliseconds, and at once when `signal` is aborted. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

/** How long to wait before the next try: half a second at first, ten at most, spread at random. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(10_000, 500 * 2 ** Math.min(failures, 10));
  return Math.max(500, longest * (0.5 + random() / 2));
}
