import { optionFault } from './option-fault.ts';

/** Reads the positive whole number of `--max-calls`. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count === 0) {
    throw optionFault('--max-calls', text, 'not a positive whole number; write it like 100');
  }
  return count;
}
