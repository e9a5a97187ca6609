/** Why a request is ended before it is done. */
export type EndingReason = 'aborted' | 'closed' | 'timed_out';

/** What can end a request from outside, as one signal. */
export interface Ending {
  readonly signal: AbortSignal;
  /** Undefined as long as nothing has. */
  readonly reason: EndingReason | undefined;
  /** Stops listening and waiting. */
  release(): void;
}

/** The longest a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

export function endsBy(
  aborted: AbortSignal | undefined,
  closed: AbortSignal,
  timeoutMs: number,
): Ending {
  const controller = new AbortController();
  let reason: EndingReason | undefined;
  const end = (why: EndingReason): void => {
    reason ??= why;
    controller.abort();
  };
  const onAbort = (): void => end('aborted');
  const onClose = (): void => end('closed');
  const timer = setTimeout(() => end('timed_out'), Math.min(timeoutMs, LONGEST_MS));
  aborted?.addEventListener('abort', onAbort, { once: true });
  closed.addEventListener('abort', onClose, { once: true });
  if (aborted?.aborted) onAbort();
  if (closed.aborted) onClose();
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    release() {
      clearTimeout(timer);
      aborted?.removeEventListener('abort', onAbort);
      closed.removeEventListener('abort', onClose);
    },
  };
}
