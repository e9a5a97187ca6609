import type { CallBegan, CallEnded, CallProgressed } from '../../protocol/events/call.ts';
import { isThenable } from './maybe-promise.ts';

/** What the broker records of a call. */
export type CallEvent = CallBegan | CallProgressed | CallEnded;

/** Takes an event for the journal. A promise resolves when the event may be relied upon. */
export type RecordCallEvent = (event: CallEvent) => void | Promise<void>;

const ignore = () => undefined;

/** Records the events of one call, each after the one before it has been taken. */
export class CallRecorder {
  readonly #record: RecordCallEvent;
  /** Settles when all that was appended has been taken; undefined when it has been. */
  #tail: Promise<void> | undefined;
  #waiting: CallProgressed | undefined;

  constructor(record: RecordCallEvent) {
    this.#record = record;
  }

  /** Fails when the event, or one before it, cannot be recorded. */
  append(event: CallEvent): void | Promise<void> {
    if (this.#tail !== undefined) return this.#follow(this.#tail.then(() => this.#record(event)));
    const taken = this.#record(event);
    return isThenable(taken) ? this.#follow(taken) : undefined;
  }

  /** Records progress when there is time; while there is none, only the last word is kept. */
  progress(event: CallProgressed): void {
    if (this.#waiting !== undefined) {
      this.#waiting = { ...this.#waiting, ...event };
    } else if (this.#tail === undefined) {
      try {
        this.append(event);
      } catch {
        // The end of the call will tell that the journal fails.
      }
    } else {
      this.#waiting = event;
      const record = () => {
        const last = this.#waiting;
        this.#waiting = undefined;
        return last === undefined ? undefined : this.#record(last);
      };
      this.#follow(this.#tail.then(record));
    }
  }

  #follow(taken: Promise<void>): Promise<void> {
    const tail = Promise.resolve(taken).then(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
    // Whoever appends is told; a failure without one is no unhandled rejection.
    tail.catch(ignore);
    this.#tail = tail;
    return tail;
  }
}
