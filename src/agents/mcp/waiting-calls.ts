import type { RequestId } from '@modelcontextprotocol/server';

/**
 * Calls that wait, by the ids of their requests. Clients of the revisions before 2026 cancel a call by
 * a request of its own, which nothing but that id ties to it.
 */
export class WaitingCalls {
  readonly #waiting = new Map<RequestId, Set<AbortController>>();

  /** Calls `wait` with a signal that aborts when the call is cancelled or its connection ends. */
  async during<Value>(
    { id, signal }: { id: RequestId; signal: AbortSignal },
    wait: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    const controller = new AbortController();
    const sameId = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, sameId.add(controller));
    try {
      return await wait(AbortSignal.any([signal, controller.signal]));
    } finally {
      sameId.delete(controller);
      if (sameId.size === 0) this.#waiting.delete(id);
    }
  }

  /** Cancels the call with that id; where two clients have the same id, neither: it may be the other's. */
  cancel(id: RequestId): void {
    const [one, ...others] = this.#waiting.get(id) ?? [];
    if (others.length === 0) one?.abort(new Error('The call was cancelled'));
  }
}
