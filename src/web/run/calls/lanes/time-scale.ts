import type { TimeWindow } from './time-window.ts';

/** Where moments lie on a lane of some width. */
export interface TimeScale {
  readonly window: TimeWindow;
  readonly width: number;
  /** Pixels from the left; outside of the lane for moments outside of the window. */
  x(at: number): number;
  /** The moment at a place. */
  time(x: number): number;
  /** Places where idle time is left out. */
  readonly breaks: readonly { x: number; from: number; to: number }[];
}

/** An idle time that is left out still takes this share of what is left. */
const GAP_SHARE = 0.02;

/** `collapsed`: idle times to leave out, in order and apart from each other. */
export function createScale(
  window: TimeWindow,
  width: number,
  collapsed: readonly TimeWindow[] = [],
): TimeScale {
  const gaps = collapsed
    .map(({ from, to }) => ({ from: Math.max(from, window.from), to: Math.min(to, window.to) }))
    .filter(({ from, to }) => to > from);
  const idle = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const busy = Math.max(1e-9, window.to - window.from - idle);
  const gapWidth = busy * GAP_SHARE;
  const perPixel = (busy + gaps.length * gapWidth) / Math.max(1, width);
  const x = (at: number): number => {
    let length = at - window.from;
    for (const { from, to } of gaps) {
      if (at <= from) break;
      const inside = Math.min(at, to) - from;
      length += (inside / (to - from)) * gapWidth - inside;
    }
    return length / perPixel;
  };
  const time = (place: number): number => {
    let at = window.from + place * perPixel;
    for (const { from, to } of gaps) {
      if (at <= from) break;
      at =
        at < from + gapWidth
          ? from + ((at - from) / gapWidth) * (to - from)
          : at + to - from - gapWidth;
    }
    return at;
  };
  const breaks = gaps.map(({ from, to }) => ({ x: (x(from) + x(to)) / 2, from, to }));
  return { window, width, x, time, breaks };
}
