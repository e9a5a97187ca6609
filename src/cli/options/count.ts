import { InvalidArgumentError } from 'commander';

/** Reads a positive whole number. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count === 0) {
    throw new InvalidArgumentError('not a positive whole number; write it like 100');
  }
  return count;
}
