import type { Journal } from '../../journal/journal.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { type FrameSource, frame } from './frame-source.ts';

/** Frames come at most this often: a screen shows no more. */
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
 * The frames of one run's stream. It pulls events from the journal's follower as they are asked
 * for and holds at most those of the frame it makes, and one more.
 */
export class RunFrames implements FrameSource {
  readonly #options: RunFramesOptions;
  readonly #stopped = new AbortController();
  readonly #events: AsyncIterator<RunEvent, undefined>;
  /** The question the follower has not answered so far. */
  #asked: Promise<IteratorResult<RunEvent, undefined>> | undefined;
  #lastSeq: number;
  #lastFrameAt = 0;
  #ended = false;

  constructor(options: RunFramesOptions) {
    this.#options = options;
    this.#lastSeq = options.after;
    const { journal, runId, after } = options;
    const signal = AbortSignal.any([options.signal, this.#stopped.signal]);
    this.#events = journal.follow(runId, { fromSeq: after + 1, signal });
  }

  async next(): Promise<string | undefined> {
    if (this.#ended) return undefined;
    const texts: string[] = [];
    let bytes = 0;
    let tick: Tick | undefined;
    try {
      while (texts.length < FRAME_EVENTS && bytes < FRAME_BYTES) {
        this.#asked ??= this.#events.next();
        const result = await (tick === undefined
          ? this.#asked
          : Promise.race([this.#asked, tick.over]));
        if (result === undefined) break;
        this.#asked = undefined;
        if (result.done) {
          if (texts.length === 0) return await this.#end();
          this.#asked = Promise.resolve(result);
          break;
        }
        const text = JSON.stringify(result.value);
        texts.push(text);
        bytes += text.length;
        this.#lastSeq = result.value.seq;
        tick ??= startTick(this.#lastFrameAt + FRAME_MS - performance.now());
      }
    } finally {
      tick?.stop();
    }
    this.#lastFrameAt = performance.now();
    return frame('events', `[${texts.join(',')}]`, this.#lastSeq);
  }

  stop(): void {
    this.#ended = true;
    this.#stopped.abort();
  }

  /** The follower has come to its end: with the run, or with the server. */
  async #end(): Promise<string | undefined> {
    const { journal, runId, signal } = this.#options;
    if (this.#ended || signal.aborted) return undefined;
    this.#ended = true;
    const { ended, lastSeq } = (await journal.getRun(runId)) ?? {};
    if (ended === undefined || lastSeq === undefined) return undefined;
    return frame('end', JSON.stringify({ lastSeq }), lastSeq);
  }
}

interface Tick {
  over: Promise<undefined>;
  stop(): void;
}

function startTick(ms: number): Tick {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), undefined);
  });
  return { over, stop: () => clearTimeout(timer) };
}
