import type { EventBody, Journal } from '../journal/journal.ts';
import { storeJson } from '../journal/store-value.ts';
import { hideEventTokens } from '../protocol/call-events/hide-event-tokens.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { RunEnded } from '../protocol/events/run.ts';
import { recordJson } from '../protocol/record-json.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';
import { callViewer } from '../sandbox/node/call-viewer.ts';

export interface RunRecorderOptions {
  journal: Journal;
  runId: string;
  /** Whether the journal gets large values whole; else it has their previews only. */
  keepWholeValues: boolean;
  onEvent?: ((event: RunEvent) => void) | undefined;
}

/** Appends a run's events in order and shows each to whoever watches. */
export class RunRecorder {
  readonly runId: string;
  readonly #journal: Journal;
  readonly #keepWholeValues: boolean;
  readonly #onEvent: ((event: RunEvent) => void) | undefined;
  /** What nobody waits for before the end of the run: output and large values. */
  readonly #pending = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];

  constructor({ journal, runId, keepWholeValues, onEvent }: RunRecorderOptions) {
    this.runId = runId;
    this.#journal = journal;
    this.#keepWholeValues = keepWholeValues;
    this.#onEvent = onEvent;
  }

  /** Resolves when the event is durable; rejects when it cannot be. */
  async record(body: EventBody): Promise<void> {
    const events = await this.#journal.append(this.runId, [withoutTokens(body)]);
    for (const event of events) this.#show(event);
  }

  /** Records an event that nobody waits for; when it cannot be recorded, `end` fails. */
  note(body: EventBody): void {
    this.#await(this.record(body));
  }

  /** What the events have of a value, given its JSON text; when it cannot be kept, `end` fails. */
  storeValue(json: string): RecordedValue {
    // Whoever may read a run may not add to it.
    const shown = hideEventTokens(json);
    if (!this.#keepWholeValues) return recordJson(shown);
    const { recorded, kept } = storeJson(this.#journal, shown);
    this.#await(kept);
    return recorded;
  }

  /**
   * Records the end of the run once all that came before is durable. Where something of it cannot
   * be, the run ends as `error` with a JournalError, and this rejects with the first failure.
   */
  async end(body: RunEnded): Promise<void> {
    try {
      while (this.#pending.size > 0) await Promise.all(this.#pending);
      if (this.#failures.length > 0) throw this.#failures[0];
      await this.record(body);
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      const error = { name: 'JournalError', message };
      const { notes } = body;
      const ended: RunEnded = {
        type: 'run.ended',
        outcome: 'error',
        error,
        ...(notes && { notes }),
      };
      // A journal that takes nothing any more keeps an open run: whoever asked is told by the throw.
      await this.record(ended).catch(() => undefined);
      throw failure;
    }
  }

  #await(kept: Promise<void>): void {
    const settled = kept
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
  }

  #show(event: RunEvent): void {
    const onEvent = this.#onEvent;
    if (onEvent !== undefined) callViewer('onEvent', () => onEvent(event));
  }
}

/** The event without the event URLs that a tool's words may quote: of what it started, for instance. */
function withoutTokens(body: EventBody): EventBody {
  if (body.type === 'call.ended' && body.error !== undefined) {
    return { ...body, error: { ...body.error, message: hideEventTokens(body.error.message) } };
  }
  if (body.type === 'call.progressed' && body.message !== undefined) {
    return { ...body, message: hideEventTokens(body.message) };
  }
  return body;
}
