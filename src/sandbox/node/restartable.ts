import { SandboxDied } from './sandbox-end.ts';

/** Something that is ended and opened again in place. */
export interface Restartable<T> {
  readonly current: T;
  /** Calls at the same time share one restart. Rejects after `close`. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openRestartable<T>(
  open: () => Promise<T>,
  end: (thing: T) => Promise<unknown>,
): Promise<Restartable<T>> {
  let current = await open();
  let restarting: Promise<void> | undefined;
  let closed = false;
  const replace = async (): Promise<void> => {
    await end(current);
    const next = await open();
    current = next;
    // Closed while it opened: nobody would ever end it.
    if (closed) await end(next);
  };
  return {
    get current() {
      return current;
    },
    async restart() {
      if (closed) throw new SandboxDied({ reason: 'closed', detail: '' });
      restarting ??= replace().finally(() => {
        restarting = undefined;
      });
      await restarting;
    },
    async close() {
      closed = true;
      await end(current);
      await restarting?.catch(() => {});
    },
  };
}
