import { optionFault } from './option-fault.ts';

/** Makes the reader of an option that is a positive whole number. */
export function countParser(flag: string): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count === 0) {
      throw optionFault(flag, text, 'not a positive whole number; write it like 100');
    }
    return count;
  };
}
