import { LARGEST_EVENT_BATCH } from '../../protocol/api/agent-run-requests.ts';
import type { RunEventBody } from '../../protocol/events/event.ts';
import { DEFAULT_SESSION_LIMITS } from '../session-limits.ts';
import type { SessionRecord } from '../session-types.ts';
import { inTime } from './within.ts';

/** Above so much that is not durable yet, who reads a file waits. */
const ROOM_EVENTS = 4_000;
const ROOM_BYTES = 4 * 1024 * 1024;

/** One `append` takes no more than this beyond the first batch in it. */
const APPEND_EVENTS = 2_000;
/** What is left to the most that a server takes is for its own words around the events. */
const APPEND_BYTES = LARGEST_EVENT_BATCH / 2;

interface Batch {
  bodies: readonly RunEventBody[];
  /** Of its JSON. */
  bytes: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * The one way of a session's events to its record: in order, batches that wait together, each whole.
 * After the first failure nothing is recorded any more, so that there is no gap in what is.
 */
export class EventSink {
  readonly #record: Pick<SessionRecord, 'append'>;
  readonly #onFailure: (error: unknown) => void;
  readonly #recordMs: number;
  readonly #waiting: Batch[] = [];
  readonly #wantRoom: (() => void)[] = [];
  #events = 0;
  #bytes = 0;
  #pump: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(
    record: Pick<SessionRecord, 'append'>,
    onFailure: (error: unknown) => void,
    recordMs: number = DEFAULT_SESSION_LIMITS.recordMs,
  ) {
    this.#recordMs = recordMs;
    this.#record = record;
    this.#onFailure = onFailure;
  }

  /** Resolves when the events are durable. Nobody has to wait for it: a failure is told once, to all. */
  add(bodies: readonly RunEventBody[]): Promise<void> {
    if (bodies.length === 0) return Promise.resolve();
    const added = new Promise<void>((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure.error);
      const bytes = Buffer.byteLength(JSON.stringify(bodies));
      this.#waiting.push({ bodies, bytes, resolve, reject });
      this.#events += bodies.length;
      this.#bytes += bytes;
      this.#pump ??= this.#write();
    });
    added.catch(() => undefined);
    return added;
  }

  /** Resolves when few enough events wait that more may come. */
  async room(): Promise<void> {
    while (this.#isFull()) await new Promise<void>((resolve) => this.#wantRoom.push(resolve));
  }

  /** Resolves when all that was added is durable, or can't be. */
  async settled(): Promise<void> {
    while (this.#pump !== undefined) await this.#pump;
  }

  #isFull(): boolean {
    return this.#events >= ROOM_EVENTS || this.#bytes >= ROOM_BYTES;
  }

  async #write(): Promise<void> {
    // What else is added in this turn of the event loop goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batches = this.#take();
      try {
        if (this.#failure !== undefined) throw this.#failure.error;
        const append = this.#record.append(batches.flatMap(({ bodies }) => bodies));
        await inTime(append, this.#recordMs, 'the record did not answer');
        for (const { resolve } of batches) resolve();
      } catch (error) {
        this.#fail(error);
        for (const { reject } of batches) reject(error);
      }
      for (const { bodies, bytes } of batches) {
        this.#events -= bodies.length;
        this.#bytes -= bytes;
      }
      if (!this.#isFull()) for (const resolve of this.#wantRoom.splice(0)) resolve();
    }
    this.#pump = undefined;
  }

  #take(): Batch[] {
    let events = 0;
    let size = 0;
    const end = this.#waiting.findIndex(({ bodies, bytes }) => {
      events += bodies.length;
      size += bytes;
      return events > APPEND_EVENTS || size > APPEND_BYTES;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(end, 1));
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#onFailure(error);
  }
}
