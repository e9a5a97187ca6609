import { CANCELLED_EXIT_CODE } from '../exit-codes.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Waits for a person or the system to end a server. */
export interface Stopping {
  /** Aborted by the first signal. A second one ends this process at once. */
  signal: AbortSignal;
  /** Resolves with the first signal. */
  stopped: Promise<undefined>;
}

/** Listens for Ctrl-C, SIGTERM and SIGHUP, for as long as the process lives. */
export function untilStopped(): Stopping {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  for (const name of signals) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(CANCELLED_EXIT_CODE);
      controller.abort();
      resolve(undefined);
    });
  }
  return { signal: controller.signal, stopped: promise };
}
