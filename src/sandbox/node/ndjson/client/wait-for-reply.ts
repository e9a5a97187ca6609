import { HostError } from './host-error.ts';

/** Wait for a program that was asked to end: a host that can end it does so sooner. */
const CANCEL_MS = 5000;

export interface ReplyWait {
  method: string;
  /** Longest wait, in milliseconds; 0 for none. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Asks the host to end what it does. */
  cancel?: (reason: string) => void;
}

/**
 * Settles with the reply, or rejects with HostError `host_timeout` when the host takes too long: with
 * the work, or with ending it once the signal is aborted.
 */
export function waitForReply<T>(reply: Promise<T>, wait: ReplyWait): Promise<T> {
  const { method, timeoutMs, signal, cancel } = wait;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const failAfter = (ms: number, told: string): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        cancel?.(told);
        const fix = 'close the session if it hangs';
        reject(new HostError('host_timeout', `The host did not ${told} within ${ms} ms; ${fix}`));
      }, ms);
    };
    const onAbort = (): void => {
      cancel?.(reasonText(signal?.reason));
      failAfter(CANCEL_MS, `end the ${method} that was cancelled`);
    };
    if (timeoutMs > 0) failAfter(timeoutMs, `reply to ${method}`);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    reply.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}

/** Whether the signal is aborted before the work has settled. */
export function abortedBefore(
  work: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (signal === undefined) return work.then(() => false);
  return new Promise((resolve) => {
    const onAbort = (): void => resolve(true);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(signal.aborted);
    });
  });
}

function reasonText(reason: unknown): string {
  return reason instanceof Error ? reason.message : 'the caller cancelled';
}
