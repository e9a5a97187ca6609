import type { EventBody, Journal } from '../journal/journal.ts';
import type { RunEvent } from '../protocol/events/event.ts';

/** Appends a run's events in order and shows each to whoever watches. */
export class RunRecorder {
  readonly runId: string;
  readonly #journal: Journal;
  readonly #onEvent: ((event: RunEvent) => void) | undefined;

  constructor(journal: Journal, runId: string, onEvent?: (event: RunEvent) => void) {
    this.#journal = journal;
    this.runId = runId;
    this.#onEvent = onEvent;
  }

  /** Resolves when the event is durable; rejects when it cannot be. */
  async record(body: EventBody): Promise<void> {
    const events = await this.#journal.append(this.runId, [body]);
    if (this.#onEvent === undefined) return;
    for (const event of events) {
      try {
        this.#onEvent(event);
      } catch (error) {
        // A viewer's mistake is not the run's.
        process.emitWarning(`onEvent threw: ${String(error)}`, { code: 'CAUSEWAY_ON_EVENT' });
      }
    }
  }
}
