import { optionFault } from './option-fault.ts';

const millisecondsPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

// The longest time a Node timer can wait; a longer one would fire at once.
const longest = 2 ** 31 - 1;

const form = 'write it like 500ms, 30s, 2m or 1h';

/**
 * Makes the reader of an option that is a duration, as `500ms`, `30s`, `2m` or `1h`, decimals allowed;
 * it gives milliseconds.
 */
export function durationParser(flag: string): (text: string) => number {
  return (text) => {
    const fault = (told: string): Error => optionFault(flag, text, told);
    if (/^(?:-[\d.]+|0+(?:\.0*)?)(?:ms|s|m|h)?$/.test(text)) {
      throw fault(`must be more than 0; ${form}`);
    }
    const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
    const perUnit = millisecondsPer[parts?.[2] ?? ''];
    if (!parts || perUnit === undefined) throw fault(`not a duration; ${form}`);
    const milliseconds = Math.round(Number(parts[1]) * perUnit);
    if (milliseconds < 1) throw fault('too short; give at least 1ms');
    if (milliseconds > longest) throw fault('too long; give at most 596h');
    return milliseconds;
  };
}
