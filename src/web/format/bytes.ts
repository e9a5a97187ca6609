const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes in decimal units, where 1 KB is 1,000 bytes: `214 B`, `4.1 KB`, `96 KB`, `9.4 MB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would be printed as 1000.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  const fixed = value.toFixed(value >= 9.95 && value < 99.95 && unit >= 2 ? 1 : digits);
  return `${fixed} ${units[unit]}`;
}
