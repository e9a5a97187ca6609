import { createHash } from 'node:crypto';

/**
 * Remembers the events taken last, so that one that is sent again, as by an emitter that could not
 * hear the answer before its process ended, is not recorded twice. What is forgotten (after that
 * many others, or a restart) is recorded again, and the fold then lets the first one count.
 */
export class RecentEvents {
  readonly #taken = new Map<string, Promise<unknown>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** What an event is known by: where it belongs and every character of it. */
  keyOf(runId: string, parentCallId: string | undefined, text: string): string {
    return createHash('sha256')
      .update(JSON.stringify([runId, parentCallId]))
      .update(text)
      .digest('base64');
  }

  /** Resolves when the event is durable; undefined for one that is not known. */
  get(key: string): Promise<unknown> | undefined {
    return this.#taken.get(key);
  }

  /** Remembers an event that is being recorded, for as long as that does not fail. */
  add(key: string, recorded: Promise<unknown>): void {
    this.#taken.set(key, recorded);
    recorded.catch(() => {
      if (this.#taken.get(key) === recorded) this.#taken.delete(key);
    });
    if (this.#taken.size <= this.#most) return;
    const [oldest] = this.#taken.keys();
    this.#taken.delete(oldest as string);
  }
}
