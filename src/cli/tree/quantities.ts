/** A time span as a person reads it: `12 ms`, `1.4 s`, `2 m 05 s`, `1 h 02 m`. Rounds down. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.floor(milliseconds));
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  return `${formatCount(Math.floor(seconds / 3600))} h ${twoDigits(Math.floor(seconds / 60) % 60)} m`;
}

/** A count with its thousands apart: `9,980`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun: `1 call`, `9,980 calls`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A size as a person reads it: `812 B`, `4.0 KB`, `1.2 MB`. Steps of 1024, rounded down. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let size = bytes / 1024;
  let unit = 'KB';
  for (const next of ['MB', 'GB', 'TB']) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${(Math.floor(size * 10) / 10).toFixed(1)} ${unit}`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}
