import type { KeywordLine } from './log-line.ts';

/** What `formatLogLine` writes: a line's facts, without the text that they were read from. */
export type Writable<Line extends KeywordLine> = Omit<Line, 'json'>;

/** One keyword of the log: how it is read, written and taught. */
export interface KeywordRow<Line extends KeywordLine> {
  keyword: string;
  /** Whether the keyword without a colon is a line too. */
  standsAlone: boolean;
  /** The right forms, as a hint and a person's page show them. */
  forms: readonly string[];
  /** A line, as the text for agents shows it. */
  example: string;
  /** Words behind `causeway-say` that write the example. */
  say: string;
  /** What it is for, as the text for agents says it. */
  prose: string;
  /** What agents write by mistake in the keyword's place. */
  mistakenFor?: readonly string[];
  /**
   * Reads what stands behind the colon and the white space there. Gives undefined, or what is wrong
   * with it, where that makes no line of this keyword.
   */
  read(body: string): Line | { fault: string } | undefined;
  /** The line's body; undefined for the keyword alone. Throws a RangeError for what has no form. */
  write(line: Writable<Line>): string | undefined;
}
