/** A time that something waits for at most. */
export interface Tick {
  over: Promise<undefined>;
  /** To be called when nobody waits any more. */
  stop(): void;
}

/** Starts a time of so many milliseconds; at once over when that is not positive. */
export function startTick(ms: number): Tick {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), undefined);
  });
  return { over, stop: () => clearTimeout(timer) };
}
