import type { CallEntry } from './call-entry.ts';

const BINS = 2048;

/**
 * How many calls were under way when, over the whole run, in bins of equal width. When the run
 * outgrows them, pairs of bins become one, so that the cost of a call does not grow with the run.
 */
export class InFlight {
  /** Milliseconds of one bin: a power of two. */
  binMs = 1;
  #start: number | undefined;
  readonly #begins = new Float64Array(BINS);
  readonly #ends = new Float64Array(BINS);
  version = 0;

  /** Takes over the begin and the end of a call that changed; `runEndedAt` ends it when nothing else did. */
  update(entry: CallEntry, runEndedAt: number | undefined): void {
    const { call } = entry;
    if (call.beganAt === undefined) return;
    this.#start ??= call.beganAt;
    if (!entry.isBeginCounted) this.#count(this.#begins, call.beganAt);
    entry.isBeginCounted = true;
    this.version += 1;
    if (call.state === 'running' || entry.isEndCounted) return;
    entry.isEndCounted = true;
    this.#count(this.#ends, Math.max(call.beganAt, call.endedAt ?? runEndedAt ?? call.beganAt));
  }

  /** Numbers under way at most in each of `count` equal parts of the time from `from` to `to`. */
  peaks(from: number, to: number, count: number): Float64Array {
    const peaks = new Float64Array(count);
    const start = this.#start;
    if (start === undefined || to <= from) return peaks;
    let running = 0;
    for (let bin = 0; bin < BINS; bin += 1) {
      const began = this.#begins[bin] ?? 0;
      const peak = running + began;
      running = peak - (this.#ends[bin] ?? 0);
      if (peak === 0) continue;
      const first = Math.floor(((start + bin * this.binMs - from) / (to - from)) * count);
      const next = Math.ceil(((start + (bin + 1) * this.binMs - from) / (to - from)) * count);
      for (
        let part = Math.max(0, first);
        part < Math.min(count, Math.max(next, first + 1));
        part += 1
      ) {
        if (peak > (peaks[part] ?? 0)) peaks[part] = peak;
      }
    }
    return peaks;
  }

  /** Times between calls, longer than `longerThan` milliseconds, up to `until`. */
  idle(longerThan: number, until: number): { from: number; to: number }[] {
    const gaps: { from: number; to: number }[] = [];
    const start = this.#start;
    if (start === undefined) return gaps;
    let running = 0;
    let idleFrom: number | undefined;
    const lastBin = Math.min(BINS - 1, Math.floor((until - start) / this.binMs));
    for (let bin = 0; bin <= lastBin; bin += 1) {
      const peak = running + (this.#begins[bin] ?? 0);
      running = peak - (this.#ends[bin] ?? 0);
      const at = start + bin * this.binMs;
      if (peak === 0) {
        idleFrom ??= at;
      } else if (idleFrom !== undefined) {
        if (at - idleFrom > longerThan) gaps.push({ from: idleFrom, to: at });
        idleFrom = undefined;
      }
    }
    return gaps;
  }

  #count(bins: Float64Array, at: number): void {
    const start = this.#start ?? at;
    // A call whose begin was told late may lie before the first one.
    while (at - start >= BINS * this.binMs) this.#halve();
    const bin = Math.max(0, Math.floor((at - start) / this.binMs));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }

  #halve(): void {
    this.binMs *= 2;
    for (const bins of [this.#begins, this.#ends]) {
      for (let bin = 0; bin < BINS; bin += 1) {
        bins[bin] = (bins[bin * 2] ?? 0) + (bins[bin * 2 + 1] ?? 0);
      }
    }
  }
}
