import type { Outcome } from '../protocol/events/run.ts';

/** Exit code of a mistake in the command line or in a file it names. */
export const USAGE_EXIT_CODE = 2;

/** Exit code of something that went wrong around the program, not in it. */
export const FAILURE_EXIT_CODE = 1;

/** Exit code of a cancelled run: what shells give a program ended by Ctrl-C. */
export const CANCELLED_EXIT_CODE = 130;

const exitCodes: Readonly<Record<Outcome, number>> = {
  done: 0,
  error: 1,
  exited: 3,
  lost: 4,
  // What timeout(1) gives.
  timed_out: 124,
  cancelled: CANCELLED_EXIT_CODE,
};

/** The exit code that tells a run's outcome. */
export function exitCodeOf(outcome: Outcome): number {
  return exitCodes[outcome];
}
