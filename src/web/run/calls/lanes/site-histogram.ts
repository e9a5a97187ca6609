import type { CallSite } from '../model/call-site.ts';
import type { TimeScale } from './time-scale.ts';

/** Width of a column in pixels. */
export const COLUMN = 2;

/** How many calls of a group were under way in each column of a lane. */
export interface Histogram {
  ended: Float32Array;
  running: Float32Array;
  /** Calls that a person should look at. */
  exceptions: Float32Array;
  peak: number;
}

const cache = new WeakMap<CallSite, { key: string; histogram: Histogram }>();

/** Counted once for each state of the group and of the scale. */
export function siteHistogram(
  site: CallSite,
  scale: TimeScale,
  now: number,
  runEndedAt: number | undefined,
): Histogram {
  const columns = Math.max(1, Math.ceil(scale.width / COLUMN));
  const isMoving = site.tallies.running + site.tallies.waiting > 0 && runEndedAt === undefined;
  const { from, to } = scale.window;
  const time = isMoving ? Math.floor(scale.x(now) / COLUMN) : 0;
  const key = `${site.version} ${from} ${to} ${columns} ${time} ${scale.breaks.length}`;
  const known = cache.get(site);
  if (known?.key === key) return known.histogram;
  const histogram = count(site, scale, columns, runEndedAt ?? now);
  cache.set(site, { key, histogram });
  return histogram;
}

function count(site: CallSite, scale: TimeScale, columns: number, until: number): Histogram {
  const ended = new Float32Array(columns + 1);
  const running = new Float32Array(columns + 1);
  const exceptions = new Float32Array(columns + 1);
  for (const { call, tone } of site.members) {
    const began = call.beganAt ?? call.endedAt;
    if (began === undefined) continue;
    const first = Math.floor(scale.x(began) / COLUMN);
    const last = Math.floor(scale.x(call.endedAt ?? until) / COLUMN);
    if (last < 0 || first >= columns) continue;
    const changes = tone === 'applied' ? ended : tone === 'running' ? running : exceptions;
    const at = Math.max(0, first);
    const after = Math.min(columns, Math.max(first, last) + 1);
    changes[at] = (changes[at] ?? 0) + 1;
    changes[after] = (changes[after] ?? 0) - 1;
  }
  let peak = 0;
  let [sumEnded, sumRunning, sumExceptions] = [0, 0, 0];
  for (let column = 0; column < columns; column += 1) {
    sumEnded += ended[column] ?? 0;
    sumRunning += running[column] ?? 0;
    sumExceptions += exceptions[column] ?? 0;
    ended[column] = sumEnded;
    running[column] = sumRunning;
    exceptions[column] = sumExceptions;
    peak = Math.max(peak, sumEnded + sumRunning + sumExceptions);
  }
  return { ended, running, exceptions, peak };
}
