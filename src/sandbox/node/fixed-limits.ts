import type { GivenLimits, Limits } from '../../protocol/limits.ts';

/** What a sandbox is opened with, for all its runs. */
const FIXED = ['memoryBytes', 'diskBytes'] as const;

/**
 * `where` is what such a limit is set for.
 *
 * @throws RangeError for a run that asks an open session for other memory or disk than it has.
 */
export function refuseFixedLimits(
  given: GivenLimits | undefined,
  session: Limits,
  where: 'runtime' | 'session',
): void {
  for (const name of FIXED) {
    const asked = given?.[name];
    if (asked === undefined || asked === session[name]) continue;
    throw new RangeError(
      `Limit ${name} is ${session[name]} as long as the session is open, so one run cannot have ` +
        `${asked}; set it for the ${where}`,
    );
  }
}
