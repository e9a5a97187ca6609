import type { RunSummary } from '../protocol/api/run-summary.ts';
import { Follower } from './follower.ts';

/** A run that began or has changed, as it stands, or the id of one that was deleted. */
export type RunChange = { changed: RunSummary } | { gone: string };

/** Tells those who follow the list of runs what happens to it, each run's newest state only. */
export class RunChanges {
  readonly #followers = new Set<ChangeFollower>();
  readonly #waiting = new Set<Follower<RunChange>>();
  #closed = false;

  follow(signal: AbortSignal | undefined): AsyncIterableIterator<RunChange> {
    const forget = (): void => {
      this.#followers.delete(follower);
      signal?.removeEventListener('abort', forget);
    };
    const follower = new ChangeFollower(this.#waiting, signal, () => this.#closed, forget);
    // One that is aborted and never asked again must not gather changes for ever.
    signal?.addEventListener('abort', forget, { once: true });
    if (!this.#closed && !signal?.aborted) this.#followers.add(follower);
    return follower;
  }

  /** Whether anybody would hear of a change. */
  get areFollowed(): boolean {
    return this.#followers.size > 0;
  }

  tell(runId: string, change: RunChange): void {
    for (const follower of this.#followers) follower.note(runId, change);
    for (const follower of [...this.#waiting]) follower.wake();
  }

  close(): void {
    this.#closed = true;
    this.#followers.clear();
    for (const follower of [...this.#waiting]) follower.wake();
  }
}

class ChangeFollower extends Follower<RunChange> {
  readonly #changes = new Map<string, RunChange>();
  readonly #isClosed: () => boolean;
  readonly #left: () => void;

  constructor(
    waiting: Set<Follower<RunChange>>,
    signal: AbortSignal | undefined,
    isClosed: () => boolean,
    left: () => void,
  ) {
    super(waiting, signal);
    this.#isClosed = isClosed;
    this.#left = left;
  }

  /** A run that waits to be told keeps its place and takes the newer state. */
  note(runId: string, change: RunChange): void {
    this.#changes.set(runId, change);
  }

  protected override take(): { value: RunChange } | 'end' | 'wait' {
    if (this.#isClosed()) return 'end';
    for (const [runId, change] of this.#changes) {
      this.#changes.delete(runId);
      return { value: change };
    }
    return 'wait';
  }

  protected override left(): void {
    this.#changes.clear();
    this.#left();
  }
}
