const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
];

/** The smallest step of a scale that people read easily and that is at least so many milliseconds. */
export function niceStep(atLeast: number): number {
  return steps.find((step) => step >= atLeast) ?? Math.ceil(atLeast / DAY) * DAY;
}

/** Marks of a scale between two moments, both in milliseconds since the start of the run. */
export function axisTicks(
  from: number,
  to: number,
  atMost: number,
): { at: number; label: string }[] {
  if (to <= from || atMost < 1) return [];
  const step = niceStep((to - from) / atMost);
  const ticks: { at: number; label: string }[] = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) {
    if (at > 0) ticks.push({ at, label: tickLabel(at, step) });
  }
  return ticks;
}

/** `200 ms`, `2.5 s`, `15 s`, `1:15`, `1:02:00`, `2 d 3 h`. */
function tickLabel(at: number, step: number): string {
  if (at < SECOND) return `${at} ms`;
  const digits = step % SECOND === 0 ? 0 : step % 100 === 0 ? 1 : step % 10 === 0 ? 2 : 3;
  if (at < MINUTE) return `${(at / SECOND).toFixed(digits)} s`;
  const seconds = (at % MINUTE) / SECOND;
  const tail = `${seconds < 10 ? '0' : ''}${seconds.toFixed(digits)}`;
  const minutes = Math.floor(at / MINUTE);
  if (minutes < 60) return `${minutes}:${tail}`;
  if (step < DAY && at < DAY) return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
  return `${Math.floor(at / DAY)} d ${Math.floor((at % DAY) / HOUR)} h`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
