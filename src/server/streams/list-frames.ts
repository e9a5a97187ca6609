import type { Journal } from '../../journal/journal.ts';
import type { RunChange } from '../../journal/run-changes.ts';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { ListStreamFrames } from '../../protocol/api/streams.ts';
import { type FrameSource, frame } from './frame-source.ts';
import { startTick, type Tick } from './tick.ts';

/** Frames come at most this often: people read a list slower than they watch a run. */
const FRAME_MS = 100;
const FRAME_RUNS = 500;
const PAGE = 200;

export interface ListFramesOptions {
  journal: Journal;
  /** Whether the viewer was here before: what it missed is not sent again, so it must ask. */
  returning: boolean;
  signal: AbortSignal;
}

/** The frames of the list's stream: first the runs under way, then each change. */
export class ListFrames implements FrameSource {
  readonly #journal: Journal;
  readonly #signal: AbortSignal;
  readonly #stopped = new AbortController();
  readonly #changes: AsyncIterator<RunChange>;
  #asked: Promise<IteratorResult<RunChange>>;
  readonly #ready: string[] = [];
  #live: { after?: string } | undefined = {};
  #totals = '';
  #count = 0;
  #lastFrameAt = 0;
  #over = false;

  constructor({ journal, returning, signal }: ListFramesOptions) {
    this.#journal = journal;
    this.#signal = AbortSignal.any([signal, this.#stopped.signal]);
    // Asked for before the first list is read: a run that starts in between is not lost.
    this.#changes = journal.followRuns({ signal: this.#signal })[Symbol.asyncIterator]();
    this.#asked = this.#changes.next();
    this.#asked.catch(() => undefined);
    if (returning) this.#frame('resync', {});
  }

  async next(): Promise<string | undefined> {
    if (this.#ready.length === 0) {
      if (this.#over || this.#signal.aborted) return undefined;
      if (this.#live === undefined) await this.#collect();
      else await this.#collectLive(this.#live);
    }
    return this.#ready.shift();
  }

  stop(): void {
    this.#over = true;
    this.#stopped.abort();
  }

  /** A page of the runs under way; one frame always, so that an empty list is known as one. */
  async #collectLive({ after }: { after?: string }): Promise<void> {
    const page = await this.#journal.listRuns({
      view: 'live',
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    this.#live = page.next === undefined ? undefined : { after: page.next };
    this.#frame('runs', page.runs);
    if (this.#live === undefined) await this.#addTotals();
  }

  async #collect(): Promise<void> {
    const runs = new Map<string, RunSummary>();
    const gone = new Set<string>();
    let tick: Tick | undefined;
    while (runs.size + gone.size < FRAME_RUNS) {
      const result = await (tick ? Promise.race([this.#asked, tick.over]) : this.#asked);
      if (result === undefined) break;
      if (result.done) {
        this.#over = true;
        break;
      }
      this.#asked = this.#changes.next();
      this.#asked.catch(() => undefined);
      const change = result.value;
      if ('gone' in change) {
        runs.delete(change.gone);
        gone.add(change.gone);
      } else {
        gone.delete(change.changed.runId);
        runs.set(change.changed.runId, change.changed);
      }
      tick ??= startTick(this.#lastFrameAt + FRAME_MS - performance.now());
    }
    tick?.stop();
    this.#lastFrameAt = performance.now();
    if (runs.size > 0) this.#frame('runs', [...runs.values()]);
    if (gone.size > 0) this.#frame('gone', [...gone]);
    if (runs.size + gone.size > 0) await this.#addTotals();
  }

  async #addTotals(): Promise<void> {
    const totals = await this.#journal.countRuns();
    const json = JSON.stringify(totals);
    if (json === this.#totals) return;
    this.#totals = json;
    this.#frame('totals', totals);
  }

  #frame<E extends keyof ListStreamFrames>(event: E, data: ListStreamFrames[E]): void {
    this.#count += 1;
    this.#ready.push(frame(event, JSON.stringify(data), this.#count));
  }
}
