import type { RunEventBody } from '../../protocol/events/event.ts';
import { DEFAULT_SESSION_LIMITS } from '../session-limits.ts';
import type { SessionRecord } from '../session-types.ts';
import { inTime } from './within.ts';

/** Above so much that is not durable yet, who reads a file waits. */
const ROOM_EVENTS = 4_000;
const ROOM_CHARACTERS = 4 * 1024 * 1024;

/** One `append` takes no more than so many events beyond the first batch in it. */
const APPEND_EVENTS = 2_000;

interface Batch {
  bodies: readonly RunEventBody[];
  weight: number;
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
  #characters = 0;
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
      const weight = bodies.reduce((sum, body) => sum + weigh(body), 0);
      this.#waiting.push({ bodies, weight, resolve, reject });
      this.#events += bodies.length;
      this.#characters += weight;
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
    return this.#events >= ROOM_EVENTS || this.#characters >= ROOM_CHARACTERS;
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
      for (const { bodies, weight } of batches) {
        this.#events -= bodies.length;
        this.#characters -= weight;
      }
      if (!this.#isFull()) for (const resolve of this.#wantRoom.splice(0)) resolve();
    }
    this.#pump = undefined;
  }

  #take(): Batch[] {
    let events = 0;
    const end = this.#waiting.findIndex(({ bodies }) => {
      events += bodies.length;
      return events > APPEND_EVENTS;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(end, 1));
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#onFailure(error);
  }
}

function weigh(body: RunEventBody): number {
  if (body.type === 'output.written') return body.text.length;
  if (body.type === 'run.progressed') return 100 + (body.message?.length ?? 0);
  return 200;
}
