import type { SuiteName } from './rows.ts';

/** What the process that measures a suite is asked for. */
export interface Order {
  suite: SuiteName;
  measures: readonly string[];
  /** Rounds that count; one more warms up. */
  rounds: number;
  quick: boolean;
}

/** What that process tells: which round begins, and each figure that was taken. */
export type Told = { round: number; of: number } | { measure: string; figures: readonly number[] };
