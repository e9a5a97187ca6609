import { AgUiMapper } from '../../integrations/ag-ui/ag-ui-mapper.ts';
import type { Journal } from '../../journal/journal.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import type { FrameSource } from '../../server/streams/frame-source.ts';

export interface AgUiFramesOptions {
  journal: Journal;
  runId: string;
  threadId?: string | undefined;
  /** Position of the last event the client has; 0 for none. */
  after: number;
  /** Aborting ends the stream. */
  signal: AbortSignal;
}

/**
 * A run as a stream of AG-UI events, one message each, without an event name, as its clients read
 * them. The id of a message is the position in the journal of the event it comes from.
 */
export class AgUiFrames implements FrameSource {
  readonly #mapper: AgUiMapper;
  readonly #after: number;
  readonly #stopped = new AbortController();
  readonly #events: AsyncIterator<RunEvent, undefined>;

  constructor({ journal, runId, threadId, after, signal }: AgUiFramesOptions) {
    this.#mapper = new AgUiMapper(threadId === undefined ? {} : { threadId });
    this.#after = after;
    // From the beginning also for a client that comes back: what is open is known only from there.
    this.#events = journal.follow(runId, {
      signal: AbortSignal.any([signal, this.#stopped.signal]),
    });
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      const { done, value } = await this.#events.next();
      if (done) return undefined;
      const events = this.#mapper.add(value);
      if (value.seq <= this.#after || events.length === 0) continue;
      return events.map((event) => `id: ${value.seq}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    }
  }

  stop(): void {
    this.#stopped.abort();
  }
}
