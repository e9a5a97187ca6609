import type { Journal } from '../../journal/journal.ts';
import type { RunStreamFrames } from '../../protocol/api/streams.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
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
 * The frames of one run's stream. A viewer that is behind gets what the journal has by the page;
 * one that is not gets what the journal's follower tells. It holds the events of one frame at most.
 */
export class RunFrames implements FrameSource {
  readonly #options: RunFramesOptions;
  readonly #stopped = new AbortController();
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

  /** Takes a page of what the journal has; at its end the follower takes over. */
  async #readOn(): Promise<void> {
    const { journal, runId, signal } = this.#options;
    const from = { fromSeq: this.#lastSeq + 1, limit: FRAME_EVENTS };
    const events = await journal.read(runId, from);
    for (const event of events) {
      if (this.#isFull) return;
      this.#take(event);
    }
    if (events.length === FRAME_EVENTS || this.#isOver) return;
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
        this.#take(result.value);
      }
      return false;
    } finally {
      tick?.stop();
    }
  }

  #take(event: RunEvent): void {
    const text = JSON.stringify(event);
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
