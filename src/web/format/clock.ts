const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** Time of day with seconds: `14:02:11`. */
export function formatClockSeconds(at: number): string {
  return clockSeconds.format(at);
}

/** Day and time, in full: `20 Nov 2026, 14:02:11`. */
export function formatFull(at: number): string {
  return `${dayYear.format(at)}, ${clockSeconds.format(at)}`;
}

/** Midnight before a moment, in the reader's time zone. */
export function startOfDay(at: number): number {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

/** When something was, as short as it can be said: `14:02` today, else `19 Nov`, else with the year. */
export function formatWhen(at: number, now: number): string {
  if (at >= startOfDay(now)) return clock.format(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? day.format(at)
    : dayYear.format(at);
}

/** How long ago something was, in one unit: `6 s ago`, `23 m ago`, `5 h ago`, `3 d ago`. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.floor(Math.max(0, now - at) / 1000);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}
