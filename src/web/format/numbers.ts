const grouped = new Intl.NumberFormat('en');

/** A whole number with commas: `31,204`. */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** A number and its noun: `1 call`, `725 calls`. */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(value)} ${value === 1 ? noun : plural}`;
}
