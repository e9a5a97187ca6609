import { CANCELLED_EXIT_CODE } from '../exit-codes.ts';

/** Turns a person's Ctrl-C into a cancelled run. */
export interface Cancellation {
  signal: AbortSignal;
  /** Gives the signals of the operating system their usual meaning again. */
  release(): void;
}

/** Shows a person that their Ctrl-C was heard. */
export interface CancellationWatcher {
  /** The first one: the run is about to be cancelled. */
  asked(): void;
  /** The second one: this process ends when this returns. */
  insisted(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// Signals are sent to the process, so whoever shows them is registered for the process too.
const watchers = new Set<CancellationWatcher>();

/** Tells the watcher of each Ctrl-C that cancels, until the function it returns is called. */
export function watchCancellation(watcher: CancellationWatcher): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

export interface CancellationOptions {
  /** Takes the second Ctrl-C; the third one ends this process. Default: the second one does. */
  onSecond?: () => void;
  /** Takes SIGHUP, by which a terminal that is closed says so. Default: it cancels too. */
  onHangUp?: () => void;
}

/** The first Ctrl-C (or SIGTERM, SIGHUP) aborts the signal; the second one ends this process. */
export function cancelOnSignals({ onSecond, onHangUp }: CancellationOptions = {}): Cancellation {
  const controller = new AbortController();
  let second = onSecond;
  const receive = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP' && onHangUp !== undefined) {
      onHangUp();
      return;
    }
    if (controller.signal.aborted) {
      if (second !== undefined) {
        second();
        second = undefined;
        return;
      }
      for (const watcher of watchers) watcher.insisted();
      process.exit(CANCELLED_EXIT_CODE);
    }
    for (const watcher of watchers) watcher.asked();
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
