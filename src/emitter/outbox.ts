import { post } from './post.ts';

/** Well below what a receiver takes at once, and below what a page may send while it closes. */
const BATCH_CHARACTERS = 20_000;
const BATCH_EVENTS = 500;
/** A receiver that is slower than what is emitted must not fill the memory. */
const MOST_WAITING_CHARACTERS = 32 * 1024 * 1024;

/**
 * The events for one URL, sent in their order by one POST at a time. What comes in meanwhile goes
 * together with the next one. A receiver that lets a POST time out loses what was waiting as well, so
 * that nobody waits for it longer than that.
 */
export class Outbox {
  readonly url: string;
  readonly #onIdle: (outbox: Outbox) => void;
  #waiting: string[] = [];
  #characters = 0;
  #sending: string[] = [];
  #idle: Promise<void> | undefined;

  constructor(url: string, onIdle: (outbox: Outbox) => void) {
    this.url = url;
    this.#onIdle = onIdle;
  }

  /** Takes the JSON text of an event. */
  add(event: string): void {
    if (this.#characters + event.length > MOST_WAITING_CHARACTERS) return;
    this.#waiting.push(event);
    this.#characters += event.length;
    this.#idle ??= this.#send();
  }

  /** Resolves when all that came in has been sent, or has failed. */
  whenIdle(): Promise<void> {
    return this.#idle ?? Promise.resolve();
  }

  /** Bodies of all that has not been answered so far; what is under way may arrive twice. */
  takeRest(): string[] {
    this.#waiting.unshift(...this.#sending);
    this.#sending = [];
    const bodies: string[] = [];
    while (this.#waiting.length > 0) bodies.push(bodyOf(this.#takeBatch()));
    return bodies;
  }

  async #send(): Promise<void> {
    // What is emitted in one go is sent together.
    await null;
    while (this.#waiting.length > 0) {
      this.#sending = this.#takeBatch();
      const outcome = await post(this.url, bodyOf(this.#sending));
      this.#sending = [];
      if (outcome === 'timed_out') {
        this.#waiting = [];
        this.#characters = 0;
      }
    }
    this.#idle = undefined;
    this.#onIdle(this);
  }

  #takeBatch(): string[] {
    let count = 0;
    let characters = 0;
    for (const event of this.#waiting) {
      characters += event.length;
      if (count > 0 && (characters > BATCH_CHARACTERS || count >= BATCH_EVENTS)) break;
      count += 1;
    }
    const batch = this.#waiting.splice(0, count);
    for (const event of batch) this.#characters -= event.length;
    return batch;
  }
}

function bodyOf(events: readonly string[]): string {
  return events.length === 1 ? (events[0] as string) : `[${events.join(',')}]`;
}
