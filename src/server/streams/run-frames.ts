import type { Journal } from '../../journal/journal.ts';
import type { RunStreamFrames } from '../../protocol/api/streams.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { EventPieces, type WrittenEvent } from '../event-pieces.ts';
import { type FrameSource, frame } from './frame-source.ts';
import { startTick, type Tick } from './tick.ts';

/** Frames come at most this often, in milliseconds: a screen shows no more. */
const FRAME_MS = 16;
/** A frame of a viewer that catches up is large, so that there are few, but it is bounded. */
const FRAME_EVENTS = 1000;
const FRAME_BYTES = 256 * 1024;

export interface RunFramesOptions {
  journal: Journal;
  runId: string;
  /** Position of the last event the viewer has; 0 for none. */
  after: number;
  /** Aborting ends the stream without an `end` frame. */
  signal: AbortSignal;
}

/**
 * The frames of one run's stream. A viewer that is behind gets what the journal has by the piece;
 * one that is not gets what the journal's follower tells. It holds the events of a frame or two.
 */
export class RunFrames implements FrameSource {
  readonly #options: RunFramesOptions;
  readonly #stopped = new AbortController();
  readonly #pieces: EventPieces;
  /** Read and not in a frame so far. */
  #ahead: WrittenEvent[] = [];
  /** Absent until the viewer has caught up. */
  #follower: AsyncIterator<RunEvent, undefined> | undefined;
  /** The question the follower has not answered so far. */
  #asked: Promise<IteratorResult<RunEvent, undefined>> | undefined;
  #lastSeq: number;
  #lastFrameAt = 0;
  #texts: string[] = [];
  #bytes = 0;

  constructor(options: RunFramesOptions) {
    this.#options = options;
    this.#lastSeq = options.after;
    this.#pieces = new EventPieces(options.journal, options.runId, options.after);
  }

  async next(): Promise<string | undefined> {
    if (this.#isOver) return undefined;
    if (this.#follower === undefined) await this.#readOn();
    const end = this.#follower !== undefined && (await this.#follow(this.#follower));
    if (this.#texts.length === 0) return end ? await this.#end() : undefined;
    const text = frame('events', `[${this.#texts.join(',')}]`, this.#lastSeq);
    this.#texts = [];
    this.#bytes = 0;
    this.#lastFrameAt = performance.now();
    return text;
  }

  stop(): void {
    this.#stopped.abort();
  }

  get #isOver(): boolean {
    return this.#stopped.signal.aborted || this.#options.signal.aborted;
  }

  get #isFull(): boolean {
    return this.#texts.length >= FRAME_EVENTS || this.#bytes >= FRAME_BYTES;
  }

  /** Takes what the journal has, up to a full frame; at its end the follower takes over. */
  async #readOn(): Promise<void> {
    while (!this.#isFull) {
      const next = this.#ahead.shift();
      if (next !== undefined) this.#take(next);
      else if (this.#pieces.isAtEnd || this.#isOver) break;
      else this.#ahead = await this.#pieces.next();
    }
    if (this.#isFull || this.#isOver) return;
    const { journal, runId, signal } = this.#options;
    this.#follower = journal.follow(runId, {
      fromSeq: this.#lastSeq + 1,
      signal: AbortSignal.any([signal, this.#stopped.signal]),
    });
  }

  /** Takes what comes until the frame is due or full; true when nothing more will come. */
  async #follow(follower: AsyncIterator<RunEvent, undefined>): Promise<boolean> {
    let tick: Tick | undefined;
    try {
      while (!this.#isFull) {
        if (this.#texts.length > 0) {
          tick ??= startTick(this.#lastFrameAt + FRAME_MS - performance.now());
        }
        this.#asked ??= follower.next();
        const result = await (tick ? Promise.race([this.#asked, tick.over]) : this.#asked);
        // An answer that ends the follower stays, so that the next frame finds it.
        if (result === undefined || result.done) return result?.done === true;
        this.#asked = undefined;
        this.#take({ event: result.value, text: JSON.stringify(result.value) });
      }
      return false;
    } finally {
      tick?.stop();
    }
  }

  #take({ event, text }: WrittenEvent): void {
    this.#texts.push(text);
    this.#bytes += text.length;
    this.#lastSeq = event.seq;
  }

  /** The follower has come to its end: with the run, or with the server or the journal. */
  async #end(): Promise<string | undefined> {
    if (this.#isOver) return undefined;
    this.stop();
    const { journal, runId } = this.#options;
    const { ended, lastSeq } = (await journal.getRun(runId)) ?? {};
    if (ended === undefined || lastSeq === undefined) return undefined;
    const last: RunStreamFrames['end'] = { lastSeq };
    return frame('end', JSON.stringify(last), lastSeq);
  }
}
