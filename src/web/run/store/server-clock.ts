// The date header has whole seconds, and an answer takes its time: less than this is no difference.
const UNCERTAIN_MS = 2000;

/** The server's clock as far as a browser can know it. It can be stopped. */
export interface ServerClock {
  now(): number;
  /** Takes the server's time from an answer that has just come, and goes on. */
  set(serverTime: number | undefined): void;
  /** Stands still from here on. */
  stop(): void;
}

export function createServerClock(local: () => number = Date.now): ServerClock {
  let ahead = 0;
  let stoppedAt: number | undefined;
  return {
    now: () => (stoppedAt ?? local()) - ahead,
    set(serverTime) {
      stoppedAt = undefined;
      if (serverTime === undefined) return;
      const difference = local() - serverTime;
      ahead = Math.abs(difference) < UNCERTAIN_MS ? 0 : difference;
    },
    stop() {
      stoppedAt ??= local();
    },
  };
}
