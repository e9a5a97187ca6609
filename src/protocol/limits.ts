/** Bounds on one run. Every field is a positive integer; the unit is in the name or the comment. */
export interface Limits {
  /** Wall clock of the whole run, in milliseconds. */
  wallClockMs: number;
  /** Tool calls the run may make. */
  calls: number;
  /** Tool calls of the run that may be under way at once; more wait in the program. */
  callsInFlight: number;
  /** Time one tool call may take, in milliseconds. */
  callMs: number;
  /** Size of one call's arguments as JSON text, in UTF-8 bytes. */
  argumentBytes: number;
  /** Size of one call's result, or of the run's value, as JSON text, in UTF-8 bytes. */
  resultBytes: number;
  /** Bytes the run may write to stdout and stderr together; more is dropped and told. */
  outputBytes: number;
  /** Memory of the Python interpreter, in bytes. Fixed when the session starts. */
  memoryBytes: number;
  /** Size of all files in the session, in bytes. Fixed when the session starts. */
  diskBytes: number;
}

const MiB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<Limits> = {
  // A program that gathers slow tools takes a minute or two; one that takes longer says so.
  wallClockMs: 120_000,
  // Enough for a call per row of a large table; a runaway loop still ends within seconds.
  calls: 100_000,
  // Tools are mostly I/O; more at once overloads what is behind them before it gains time.
  callsInFlight: 32,
  callMs: 60_000,
  // A page of text is 3 KB; arguments larger than this belong in a file.
  argumentBytes: MiB,
  // A large API answer or a data file read whole.
  resultBytes: 16 * MiB,
  // More than anyone reads; enough to keep a program's complete log.
  outputBytes: MiB,
  // An idle interpreter takes 32 MiB; tables of a few million cells fit.
  memoryBytes: 512 * MiB,
  diskBytes: 128 * MiB,
};

/** The longest a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Limits as a caller may give them: one that is left out, or undefined, does not count. */
export type GivenLimits = { [Name in keyof Limits]?: Limits[Name] | undefined };

/**
 * Fills in what was not given.
 *
 * @throws RangeError for a limit that is not a positive integer or that does not exist.
 */
export function resolveLimits(
  given: GivenLimits = {},
  defaults: Readonly<Limits> = DEFAULT_LIMITS,
): Limits {
  const limits: Limits = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      const known = Object.keys(DEFAULT_LIMITS).join(', ');
      throw new RangeError(`There is no limit named ${name}; the limits are ${known}`);
    }
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value <= 0) {
      throw new RangeError(`Limit ${name} must be a positive whole number, not ${value}`);
    }
    if (name.endsWith('Ms') && value > LONGEST_MS) {
      throw new RangeError(`Limit ${name} can be at most ${LONGEST_MS} (24 days), not ${value}`);
    }
    limits[name as keyof Limits] = value;
  }
  return limits;
}
