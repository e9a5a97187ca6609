import type { Journal } from '../journal/journal.ts';
import type { RunEvent } from '../protocol/events/event.ts';

/** An event with the text it is sent as. */
export interface WrittenEvent {
  event: RunEvent;
  /** JSON without line ends. */
  text: string;
}

/** About how much text a piece has, in characters: what one frame of a stream takes. */
const PIECE_LENGTH = 256 * 1024;
const LARGEST_PIECE = 1000;
const FIRST_PIECE = 64;

/**
 * Reads a run's events in pieces of about the same amount of text, whether they are many small
 * events or few large ones, so that what is in memory stays bounded.
 */
export class EventPieces {
  readonly #journal: Pick<Journal, 'read'>;
  readonly #runId: string;
  #lastSeq: number;
  #size = FIRST_PIECE;
  #isAtEnd = false;

  /** `after`: the position of the last event that is not wanted; 0 for none. */
  constructor(journal: Pick<Journal, 'read'>, runId: string, after: number) {
    this.#journal = journal;
    this.#runId = runId;
    this.#lastSeq = after;
  }

  /** Whether the last piece went up to the newest event there was. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** The next piece, of `most` events at most; empty when there are no more so far. */
  async next(most: number = LARGEST_PIECE): Promise<WrittenEvent[]> {
    const limit = Math.min(this.#size, most);
    const fromSeq = this.#lastSeq + 1;
    const events = await this.#journal.read(this.#runId, { fromSeq, limit });
    this.#isAtEnd = events.length < limit;
    this.#lastSeq = events.at(-1)?.seq ?? this.#lastSeq;
    const written = events.map((event) => ({ event, text: JSON.stringify(event) }));
    this.#resize(written);
    return written;
  }

  #resize(written: readonly WrittenEvent[]): void {
    const length = written.reduce((sum, { text }) => sum + text.length, 0);
    if (length === 0) return;
    const fitting = Math.floor((written.length * PIECE_LENGTH) / length);
    this.#size = Math.max(1, Math.min(fitting, this.#size * 4, LARGEST_PIECE));
  }
}
