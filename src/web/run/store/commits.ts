// Above this rate nobody can read a counter, and drawing it would take the time of what matters.
const FAST_EVENTS_PER_SECOND = 300;
const TEXT_MS = 100;

/** Brings what arrived to the screen: at once in the next frame, however many events there were. */
export interface Commits {
  /** Something has changed; `events` of it count towards the rate. */
  request(events: number): void;
  cancel(): void;
}

/** `commit(text)` is called once per frame; `text` says whether counters should follow. */
export function createCommits(commit: (text: boolean) => void): Commits {
  let frame: number | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  let since = 0;
  let rate = 0;
  let rateAt = performance.now();
  const run = (time: number, forced: boolean): void => {
    frame = undefined;
    const now = Math.max(time, rateAt);
    // A running mean over about half a second.
    const share = Math.exp(-(now - rateAt) / 500);
    rate = rate * share + (since / Math.max(now - rateAt, 1)) * 1000 * (1 - share);
    const isFast = rate > FAST_EVENTS_PER_SECOND;
    rateAt = now;
    since = 0;
    if (forced || !isFast) clearLate();
    else late ??= setTimeout(() => run(performance.now(), true), TEXT_MS);
    commit(forced || !isFast);
  };
  const clearLate = (): void => {
    clearTimeout(late);
    late = undefined;
  };
  return {
    request(events) {
      since += events;
      frame ??= requestAnimationFrame((time) => run(time, false));
    },
    cancel() {
      if (frame !== undefined) cancelAnimationFrame(frame);
      frame = undefined;
      clearLate();
    },
  };
}
