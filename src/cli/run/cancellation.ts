import { CANCELLED_EXIT_CODE } from '../exit-codes.ts';

/** Turns a person's Ctrl-C into a cancelled run. */
export interface Cancellation {
  signal: AbortSignal;
  /** Gives the signals of the operating system their usual meaning again. */
  release(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first Ctrl-C (or SIGTERM, SIGHUP) aborts the signal; the second one ends this process. */
export function cancelOnSignals(): Cancellation {
  const controller = new AbortController();
  const receive = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(CANCELLED_EXIT_CODE);
    controller.abort(new Error(`${name} received`));
  };
  for (const name of signals) process.on(name, receive);
  return {
    signal: controller.signal,
    release() {
      for (const name of signals) process.off(name, receive);
    },
  };
}
