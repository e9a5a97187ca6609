/**
 * A span of milliseconds as people read it: `212 ms`, `3.1 s`, `48 s`, `1 m 24 s`, `10 m`, `38 m`, `2 h 05 m`,
 * `3 d 4 h`. Negative spans are 0 ms.
 */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const tenths = Math.floor(Math.max(1000, ms) / 100);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  // Whole minutes, and what is longer than half an hour, need no seconds.
  if (minutes < 60 && (minutes >= 30 || seconds % 60 === 0)) return `${minutes} m`;
  if (minutes < 60) return `${minutes} m ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} m`;
  const days = Math.floor(hours / 24);
  return `${days} d ${hours % 24} h`;
}

/** How long something has waited, in one unit: `9 s`, `6 min`, `2 h`, `3 d`. */
export function formatWait(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
