import { optionFault } from './option-fault.ts';

const millisecondsPer: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Makes the reader of an option that is a span of time; it gives milliseconds. */
export function ageParser(flag: string): (text: string) => number {
  return (text) => {
    const parts = /^(\d{1,6})(m|h|d|w)$/.exec(text);
    const perUnit = millisecondsPer[parts?.[2] ?? ''];
    const age = perUnit === undefined ? 0 : Number(parts?.[1]) * perUnit;
    if (age > 0) return age;
    throw optionFault(flag, text, 'not a span of time; write it like 90m, 12h, 30d or 8w');
  };
}
