import type { RunPage, RunView } from '../../../protocol/api/run-pages.ts';
import type { RunSummary } from '../../../protocol/api/run-summary.ts';
import { AnswerError } from '../../api/answer-error.ts';
import { getJson } from '../../api/ask-server.ts';
import { refreshAttention } from '../../attention/attention-store.ts';
import type { StreamStatus } from '../../frame/stream-state.tsx';
import { EndedRuns } from './ended-runs.ts';
import { followList } from './follow-list.ts';
import { LiveRuns } from './live-runs.ts';
import type { ListFrame } from './read-list-stream.ts';
import { pagePath, type RunQuery } from './run-query.ts';

const PAGE = 200;
/** 1,000 ended runs and 1,000 live ones: what is further away is asked for again. */
const MOST_PAGES = 5;
/** A filtered list asks again at most this often for runs that it has not seen. */
const REFETCH_MS = 1000;

/** What the list shows, as a value that is replaced with every change. */
export interface ListState {
  query: RunQuery;
  /** Whether the first page of this query is here. */
  isLoaded: boolean;
  /** Whether a page of it is being asked for. */
  isBusy: boolean;
  failure: AnswerError | undefined;
  totals: Record<RunView, number> | undefined;
  live: readonly RunSummary[];
  ended: EndedRuns;
  /** Runs that have begun and wait for the list to be at rest. */
  newRuns: number;
  /** Whether lines may move: nobody points at them or has scrolled. */
  isAtRest: boolean;
  status: StreamStatus;
  version: number;
}

/** The list of runs as this page has it, over any number of streams. */
export class ListStore {
  readonly #listeners = new Set<() => void>();
  readonly #live = new LiveRuns();
  #pages = new EndedRuns(MOST_PAGES);
  #query: RunQuery = { view: 'all', text: '' };
  #isLoaded = false;
  #failure: AnswerError | undefined;
  #totals: Record<RunView, number> | undefined;
  #status: StreamStatus = { state: 'connecting' };
  #asked = new AbortController();
  #fetching = new Set<number>();
  #atRest = true;
  /** Whether runs have changed that only the server can filter. */
  #isBehind = false;
  #refetch: ReturnType<typeof setTimeout> | undefined;
  #state: ListState;

  constructor() {
    this.#state = this.#snapshot(0);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ListState => this.#state;

  /** Connects; returns what disconnects. What was loaded stays. */
  connect(): () => void {
    void refreshAttention();
    return followList({
      take: (frame) => this.#take(frame),
      setStatus: (status) => {
        this.#status = status;
        this.#changed();
      },
    });
  }

  /** Shows other runs. What is there stays until the server has answered. */
  show(query: RunQuery): void {
    const { view, text } = this.#query;
    if (this.#isLoaded && view === query.view && text === query.text) return;
    this.#query = query;
    this.#reload();
  }

  /** Asks for everything again, after a failure. */
  retry(): void {
    this.#reload();
  }

  /** Asks for a page of ended runs; the one behind the last brings more. */
  load(page: number): void {
    if (this.#failure === undefined) void this.#fetch(page);
  }

  /** The list is at its top and nobody points at it: lines may move. */
  setAtRest(atRest: boolean): void {
    if (atRest === this.#atRest) return;
    this.#atRest = atRest;
    if (atRest) {
      this.arrange();
      this.#catchUp();
    }
    this.#changed();
  }

  /** Puts runs that began or ended into their places. */
  arrange(): void {
    if (!this.#live.isOutOfPlace) return;
    for (const run of this.#live.arrange()) this.#pages.insert(run);
    this.#changed();
  }

  /** The run after (`step` 1) or before another in the order of the list; asks for it when it must. */
  async neighbourOf(runId: string, step: 1 | -1): Promise<string | undefined> {
    if (!this.#isLoaded) await this.#fetch(0);
    const live = this.#live.shown();
    const at = (index: number): string | undefined => {
      if (index < live.length) return live[index]?.runId;
      const found = this.#pages.at(index - live.length);
      return found && 'run' in found ? found.run.runId : undefined;
    };
    const liveAt = live.findIndex((run) => run.runId === runId);
    const endedAt = this.#pages.positionOf(runId);
    const here = liveAt >= 0 ? liveAt : endedAt >= 0 ? live.length + endedAt : undefined;
    return here === undefined ? at(0) : at(here + step);
  }

  #reload(): void {
    this.#asked.abort();
    this.#asked = new AbortController();
    this.#fetching.clear();
    this.#failure = undefined;
    void this.#fetch(0, new EndedRuns(MOST_PAGES));
  }

  async #fetch(page: number, pages: EndedRuns = this.#pages): Promise<void> {
    if (this.#fetching.has(page)) return;
    this.#fetching.add(page);
    this.#changed();
    const { signal } = this.#asked;
    const query = this.#query;
    try {
      const after = pages.cursorOf(page);
      const path = pagePath(query, PAGE, after);
      const answer = await getJson<RunPage>(path, signal);
      if (signal.aborted) return;
      if (pages !== this.#pages) {
        this.#pages = pages;
        this.#live.setQuery(query);
      }
      for (const run of answer.runs) {
        if (run.state === 'running') this.#live.addListed(run);
        else this.#live.remove(run.runId);
      }
      pages.setPage(page, after, answer.runs, answer.next);
      this.#totals = answer.totals;
      this.#isLoaded = true;
      this.#failure = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.#failure =
        error instanceof AnswerError ? error : new AnswerError(0, 'unreadable', String(error));
    } finally {
      if (!signal.aborted) {
        this.#fetching.delete(page);
        this.#changed();
      }
    }
  }

  #take(frame: ListFrame): void {
    switch (frame.type) {
      case 'alive':
        return;
      case 'opened':
        this.#live.beginSnapshot();
        return;
      case 'runs':
        this.#takeRuns(frame.data);
        break;
      case 'totals':
        this.#totals = frame.data;
        if (this.#live.endSnapshot() || this.#failure) void this.#refresh();
        break;
      case 'gone':
        for (const runId of frame.data) {
          this.#live.remove(runId);
          this.#pages.remove(runId);
        }
        break;
      case 'resync':
        void this.#refresh();
        break;
    }
    if (this.#atRest) this.arrange();
    this.#changed();
  }

  #takeRuns(runs: readonly RunSummary[]): void {
    let attentionChanged = false;
    for (const run of runs) {
      const outcome = this.#live.take(run);
      attentionChanged ||= outcome.requestsChanged;
      if (outcome.isKnown || this.#pages.update(run)) continue;
      // Whether a run that is not here matches the filter is for the server to say.
      if (this.#query.text.trim() !== '') this.#refetchSoon();
      else if (run.state !== 'running' && this.#isEndedInView(run)) this.#pages.insert(run);
    }
    if (attentionChanged) void refreshAttention();
  }

  #isEndedInView(run: RunSummary): boolean {
    const { view } = this.#query;
    if (view === 'all') return true;
    if (view === 'failed') return run.state !== 'done';
    return view === 'code' ? run.kind === 'code' : view === 'agents' && run.kind === 'agent';
  }

  #refetchSoon(): void {
    this.#refetch ??= setTimeout(() => {
      this.#refetch = undefined;
      this.#isBehind = true;
      this.#catchUp();
    }, REFETCH_MS);
  }

  #catchUp(): void {
    if (!this.#isBehind || !this.#atRest) return;
    this.#isBehind = false;
    void this.#fetch(0);
  }

  /** After a time without a stream: what is in memory is asked for again, page by page. */
  async #refresh(): Promise<void> {
    void refreshAttention();
    // In their order: what a page pushes out is in the one behind it.
    for (let page = 0; page === 0 || page < this.#pages.pageCount; page += 1) {
      if (page === 0 || this.#pages.holds(page)) await this.#fetch(page);
    }
  }

  /** At once: pages change in place, and a render in between would see half of a change. */
  #changed(): void {
    this.#state = this.#snapshot(this.#state.version + 1);
    for (const tell of [...this.#listeners]) tell();
  }

  #snapshot(version: number): ListState {
    return {
      query: this.#query,
      isLoaded: this.#isLoaded,
      isBusy: this.#fetching.size > 0,
      failure: this.#failure,
      totals: this.#totals,
      live: this.#live.shown(),
      ended: this.#pages,
      newRuns: this.#live.newRuns,
      isAtRest: this.#atRest,
      status: this.#status,
      version,
    };
  }
}
