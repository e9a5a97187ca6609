import type { Timeline } from '../../../../timeline/timeline.ts';
import { niceStep } from './axis-ticks.ts';

/** A part of the run's time, in milliseconds since the epoch. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** When the run's time begins: its start, or its first call as long as that is not known. */
export function startOf(timeline: Timeline): number {
  return timeline.run.startedAt ?? timeline.calls[0]?.beganAt ?? timeline.lastAt ?? 0;
}

/**
 * The whole run with a little room behind it. Its end moves in steps, so that a live run's lanes
 * stand still most of the time; while history loads it moves in large ones.
 */
export function wholeRun(timeline: Timeline, now: number, isLoading: boolean): TimeWindow {
  const from = startOf(timeline);
  const { endedAt } = timeline.run;
  if (endedAt !== undefined) return { from, to: Math.max(endedAt, timeline.lastAt ?? 0, from + 1) };
  const span = Math.max(1000, (isLoading ? (timeline.lastAt ?? from) : now) - from);
  if (isLoading)
    return { from, to: from + 1000 * 1.5 ** Math.ceil(Math.log(span / 1000) / Math.log(1.5)) };
  const step = niceStep(span / 24);
  return { from, to: from + Math.ceil((span * 1.03) / step) * step };
}

/** A window of the same width that lies within `bounds`, or all of it where it is wider. */
export function clampWindow(window: TimeWindow, bounds: TimeWindow): TimeWindow {
  const width = Math.min(window.to - window.from, bounds.to - bounds.from);
  const from = Math.min(Math.max(window.from, bounds.from), bounds.to - width);
  return { from, to: from + width };
}

/** The narrowest window, in milliseconds. */
const NARROWEST = 5;

/** Makes a window `factor` times as wide around a moment that keeps its place. */
export function zoomWindow(
  window: TimeWindow,
  factor: number,
  around: number,
  bounds: TimeWindow,
): TimeWindow {
  const width = Math.max(NARROWEST, (window.to - window.from) * factor);
  const share = (around - window.from) / (window.to - window.from);
  const from = around - share * width;
  return clampWindow({ from, to: from + width }, bounds);
}
