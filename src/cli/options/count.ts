import { optionFault } from './option-fault.ts';

/** Makes the reader of an option that is a whole number, from `minimum` on, by default 1. */
export function countParser(flag: string, minimum: 0 | 1 = 1): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < minimum) {
      const kind = minimum === 0 ? 'a whole number' : 'a positive whole number';
      throw optionFault(flag, text, `not ${kind}; write it like 100`);
    }
    return count;
  };
}
