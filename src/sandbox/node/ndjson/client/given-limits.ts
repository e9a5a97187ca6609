import type { GivenLimits, Limits } from '../../../../protocol/limits.ts';

/** The limits that were given, as a parameter of a request: JSON has no undefined. */
export function givenLimits(given: GivenLimits = {}): { limits?: Partial<Limits> } {
  const limits = Object.entries(given).filter(([, value]) => value !== undefined);
  return limits.length === 0 ? {} : { limits: Object.fromEntries(limits) };
}
