import type { RunEvent } from '../../../protocol/events/event.ts';
import { AnswerError } from '../../api/answer-error.ts';
import { createCatchUp } from './caught-up.ts';
import type { Connection, Gap } from './connection.ts';
import { nextTask } from './next-task.ts';
import { watchVisibility } from './page-visibility.ts';
import { readMissing } from './read-missing.ts';
import { readStream, type StreamFrame } from './read-stream.ts';
import { backoff, wait } from './wait.ts';

/** Where the events of a run go, and what is told of the way they come. */
export interface RunSink {
  /** `seq` of the last event that was taken. */
  lastSeq(): number;
  /** Takes the next events: in order, none left out, perhaps some that are there already. */
  take(events: readonly RunEvent[]): void;
  setConnection(connection: Connection): void;
  setGap(gap: Gap | undefined): void;
  setServerTime(time: number | undefined): void;
}

/** Without a byte for this long a connection is dead: the server says something every 15 seconds. */
const SILENT_MS = 25_000;
const STALE_MS = 60_000;
/** As long as a frame may take, so that the page stays usable while it catches up. */
const SLICE_MS = 8;

/** Keeps a sink fed with the events of a run, over any number of streams, until it is complete. */
export class RunFollower {
  readonly #runId: string;
  readonly #sink: RunSink;
  readonly #stopped = new AbortController();
  readonly #catchUp = createCatchUp(() => this.#caughtUp());
  /** Aborted to end the stream, or the wait before the next one. */
  #attempt = new AbortController();
  #connection: Connection = { state: 'loading', received: 0 };
  #lastByteAt = Date.now();
  #attemptAt = Date.now();
  #total: number | undefined;
  #isCaughtUp = false;
  #isAway = false;
  #sliceEnd = 0;

  constructor(runId: string, sink: RunSink) {
    this.#runId = runId;
    this.#sink = sink;
  }

  start(): void {
    const unwatch = watchVisibility(
      () => this.#leave(),
      () => this.retry(),
    );
    const watchdog = setInterval(() => this.#lookAtSilence(), 1000);
    this.#stopped.signal.addEventListener('abort', () => {
      unwatch();
      clearInterval(watchdog);
      this.#catchUp.stop();
      this.#attempt.abort();
    });
    this.#follow();
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Tries at once, also after an answer that ended it. */
  retry(): void {
    this.#isAway = false;
    const { state } = this.#connection;
    if (state === 'live' || state === 'loading' || state === 'complete') return;
    if (state === 'reconnecting' || state === 'stale' || state === 'paused') this.#attempt.abort();
    else this.#follow();
  }

  async #follow(): Promise<void> {
    this.#tell({ state: 'loading', received: this.#sink.lastSeq() });
    let failures = 0;
    while (!this.#stopped.signal.aborted) {
      this.#attempt = new AbortController();
      const before = this.#sink.lastSeq();
      const reason = await this.#followOnce();
      if (reason === undefined || this.#stopped.signal.aborted) return;
      this.#sink.setGap(undefined);
      this.#attempt = new AbortController();
      if (this.#isAway) {
        this.#tell({ state: 'paused', since: this.#lastByteAt });
        await aborted(this.#attempt.signal);
        continue;
      }
      failures = this.#sink.lastSeq() > before ? 0 : failures + 1;
      this.#tell({ state: 'reconnecting', since: this.#lastByteAt, reason });
      await wait(backoff(failures), this.#attempt.signal);
    }
  }

  /** Resolves with why the stream broke, or with undefined when there is nothing more to try. */
  async #followOnce(): Promise<string | undefined> {
    this.#attemptAt = Date.now();
    try {
      const { signal } = this.#attempt;
      for await (const frame of readStream(this.#runId, this.#sink.lastSeq(), signal)) {
        this.#lastByteAt = Date.now();
        if (await this.#handle(frame)) {
          this.#tell({ state: 'complete' });
          return undefined;
        }
      }
      return 'The server closed the connection';
    } catch (error) {
      if (this.#stopped.signal.aborted) return undefined;
      const refusal = refusalOf(error, this.#sink.lastSeq() > 0);
      if (refusal === undefined) return error instanceof Error ? error.message : String(error);
      this.#tell(refusal);
      return undefined;
    }
  }

  /** Resolves with whether that was the end of the journal. */
  async #handle(frame: StreamFrame): Promise<boolean> {
    switch (frame.type) {
      case 'alive':
        return false;
      case 'opened':
        this.#total = frame.total;
        this.#sink.setServerTime(frame.serverTime);
        this.#catchUp.opened(frame.total, frame.serverTime);
        if (this.#isCaughtUp) this.#tell({ state: 'live' });
        else this.#tellProgress();
        return false;
      case 'events':
        await this.#takeInOrder(frame.events);
        if (!this.#isCaughtUp) this.#tellProgress();
        this.#catchUp.took(frame.events);
        await this.#giveWay();
        return false;
      case 'end':
        await this.#fetchMissing(frame.lastSeq);
        return true;
    }
  }

  async #takeInOrder(events: readonly RunEvent[]): Promise<void> {
    const first = events[0]?.seq ?? 1;
    await this.#fetchMissing(first - 1);
    if ((events.at(-1)?.seq ?? 0) - first + 1 === events.length) {
      this.#sink.take(events);
      return;
    }
    for (const event of events) {
      await this.#fetchMissing(event.seq - 1);
      this.#sink.take([event]);
    }
  }

  /** Fetches what the stream left out up to a position; nothing is ever skipped. */
  async #fetchMissing(to: number): Promise<void> {
    const last = this.#sink.lastSeq();
    if (to <= last) return;
    this.#sink.setGap({ from: last + 1, to });
    const { signal } = this.#attempt;
    for await (const page of readMissing(this.#runId, last, to + 1, signal)) this.#sink.take(page);
    this.#sink.setGap(undefined);
  }

  /** Lets the browser draw and take input when the events of this frame have had their time. */
  async #giveWay(): Promise<void> {
    if (performance.now() < this.#sliceEnd) return;
    await nextTask();
    this.#sliceEnd = performance.now() + SLICE_MS;
  }

  #caughtUp(): void {
    this.#isCaughtUp = true;
    if (this.#connection.state === 'loading') this.#tell({ state: 'live' });
  }

  #tellProgress(): void {
    const received = this.#sink.lastSeq();
    const total = this.#total === undefined ? {} : { total: this.#total };
    this.#tell({ state: 'loading', received, ...total });
  }

  #lookAtSilence(): void {
    const connection = this.#connection;
    if (connection.state === 'reconnecting' && Date.now() - connection.since > STALE_MS) {
      this.#tell({ ...connection, state: 'stale' });
    }
    if (this.#isAway) return;
    if (Date.now() - Math.max(this.#lastByteAt, this.#attemptAt) <= SILENT_MS) return;
    this.#attempt.abort(new Error('The server has said nothing for 25 seconds'));
  }

  #leave(): void {
    this.#isAway = true;
    this.#attempt.abort();
  }

  #tell(connection: Connection): void {
    // Without this, every failed try would take the band of a stale page away for a moment.
    const wasStale = this.#connection.state === 'stale' && connection.state === 'reconnecting';
    this.#connection = wasStale ? { ...connection, state: 'stale' } : connection;
    this.#sink.setConnection(this.#connection);
  }
}

/** What an answer means that no further try would change. */
function refusalOf(error: unknown, hasEvents: boolean): Connection | undefined {
  if (!(error instanceof AnswerError)) return undefined;
  if (error.status === 401) return { state: 'unauthorized' };
  if (error.status === 403) return { state: 'forbidden' };
  if (error.status === 404) return { state: hasEvents ? 'purged' : 'not_found' };
  if (error.status >= 500 || error.status === 429) return undefined;
  return { state: 'failed', message: error.message };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
