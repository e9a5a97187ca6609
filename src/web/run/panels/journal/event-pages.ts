import type { EventPage } from '../../../../protocol/api/run-pages.ts';
import type { RunEvent } from '../../../../protocol/events/event.ts';
import { getJson } from '../../../api/ask-server.ts';

/** Events asked for at once. */
const PAGE_SIZE = 200;

/** Pages kept: enough to scroll about, and a bounded part of a journal of any length. */
const MOST_PAGES = 30;

/**
 * Raw events of a run by position, fetched as they come in sight. A position that is not here so far
 * is undefined, and `listener` is called once it is.
 */
export class EventPages {
  readonly #runId: string;
  readonly #listener: () => void;
  readonly #pages = new Map<number, RunEvent[]>();
  readonly #asked = new Set<number>();
  /** Why the last page did not come. */
  failure: string | undefined;

  constructor(runId: string, listener: () => void) {
    this.#runId = runId;
    this.#listener = listener;
  }

  /** The event at a position, from 1; asks for its page where it is not here. */
  at(seq: number, lastSeq: number): RunEvent | undefined {
    const page = Math.floor((seq - 1) / PAGE_SIZE);
    const events = this.#pages.get(page);
    const found = events?.[(seq - 1) % PAGE_SIZE];
    // The last page grows while the run is under way.
    if (found === undefined && seq <= lastSeq) void this.#ask(page);
    return found?.seq === seq ? found : undefined;
  }

  async #ask(page: number): Promise<void> {
    if (this.#asked.has(page) || this.failure !== undefined) return;
    this.#asked.add(page);
    try {
      this.#keep(page, (await readEvents(this.#runId, page * PAGE_SIZE, PAGE_SIZE)).events);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.#asked.delete(page);
    this.#listener();
  }

  #keep(page: number, events: RunEvent[]): void {
    this.#pages.delete(page);
    this.#pages.set(page, events);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
  }

  /** Tries again what failed. */
  retry(): void {
    this.failure = undefined;
    this.#listener();
  }
}

/** Events after a position. */
export function readEvents(
  runId: string,
  after: number,
  limit: number,
  signal?: AbortSignal,
): Promise<EventPage> {
  const path = `/api/runs/${encodeURIComponent(runId)}/events?after=${after}&limit=${limit}`;
  return getJson<EventPage>(path, signal);
}
