export interface QuietWatchParts {
  /** 0 for never. */
  stalledAfterMs: number;
  /** 0 for never. */
  endAfterQuietMs: number;
  /** Whether the silence is the agent's waiting for a person. */
  isWaiting: () => boolean;
  onStalled: (quietMs: number) => void;
  onEnd: (quietMs: number) => void;
}

/** The longest between two looks, in milliseconds. */
const LONGEST_LOOK_MS = 10_000;

/** Tells once when nothing was heard for a while, and when it has been too long. */
export class QuietWatch {
  readonly #parts: QuietWatchParts;
  readonly #timer: NodeJS.Timeout | undefined;
  #since = performance.now();
  #told = false;

  constructor(parts: QuietWatchParts) {
    this.#parts = parts;
    const bounds = [parts.stalledAfterMs, parts.endAfterQuietMs].filter((ms) => ms > 0);
    if (bounds.length === 0) return;
    const lookMs = Math.min(Math.max(Math.min(...bounds) / 5, 10), LONGEST_LOOK_MS);
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  /** Only notes the time: lines come by the hundred thousand. */
  heard(): void {
    this.#since = performance.now();
    this.#told = false;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { stalledAfterMs, endAfterQuietMs, isWaiting, onStalled, onEnd } = this.#parts;
    if (isWaiting()) this.heard();
    const quiet = Math.round(performance.now() - this.#since);
    if (stalledAfterMs > 0 && quiet >= stalledAfterMs && !this.#told) {
      this.#told = true;
      onStalled(quiet);
    }
    if (endAfterQuietMs > 0 && quiet >= endAfterQuietMs) onEnd(quiet);
  }
}
