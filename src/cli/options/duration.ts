import { InvalidArgumentError } from 'commander';

const millisecondsPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

// The longest time a Node timer can wait; a longer one would fire at once.
const longest = 2 ** 31 - 1;

/** Reads `500ms`, `30s`, `2m` or `1h`, decimals allowed, as milliseconds. */
export function parseDuration(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const perUnit = millisecondsPer[parts?.[2] ?? ''];
  if (!parts || perUnit === undefined) {
    throw new InvalidArgumentError('not a duration; write it like 500ms, 30s, 2m or 1h');
  }
  const milliseconds = Math.round(Number(parts[1]) * perUnit);
  if (milliseconds < 1) throw new InvalidArgumentError('too short; give at least 1ms');
  if (milliseconds > longest) throw new InvalidArgumentError('too long; give at most 596h');
  return milliseconds;
}
