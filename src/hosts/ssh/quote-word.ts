import { HostError } from '../host-error.ts';

/**
 * A word as every login shell reads it back: POSIX shells, and fish too, which gives `\` a meaning
 * inside single quotes. Throws `unsafe_path` for a NUL, which no word of a command can hold.
 */
export function quoteWord(word: string): string {
  if (word.includes('\0')) {
    throw new HostError('unsafe_path', `${JSON.stringify(word)} holds a NUL; leave it out`);
  }
  return `'${word.replace(/['\\!]/g, (character) => `'\\${character}'`)}'`;
}

/** Words as one line that a shell takes apart into the same words. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
