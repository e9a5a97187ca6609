import type { Requirement } from '../requirement/requirement.ts';
import { showSpecifier } from '../requirement/version-specifier.ts';

/** A requirement and who has it. */
export interface Demand {
  requirement: Requirement;
  /** The package that needs it, for instance `a 1.0`; null for what the caller asks for. */
  by: string | null;
}

/** What a demand says, for a sentence: `a 1.0 wants c<2` or `c>=2 is asked for`. */
export function tellDemand({ requirement, by }: Demand, name: string): string {
  const { specifier, location } = requirement;
  const what =
    location === null
      ? `${name}${showSpecifier(specifier)}`
      : `${name} from ${location.kind === 'url' ? location.url : location.path}`;
  return by === null ? `${what} is asked for` : `${by} wants ${what}`;
}
