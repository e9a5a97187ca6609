import { PackageError } from '../package-error.ts';
import type { Platform } from '../platform.ts';
import { evaluateMarker } from '../requirement/evaluate-marker.ts';
import type { Requirement } from '../requirement/requirement.ts';
import type { Wheel } from '../wheel/wheel.ts';
import type { WheelOrigin } from '../wheel/wheel-layout.ts';
import type { Candidate } from './candidate.ts';
import { tellDemand } from './demand.ts';
import { type KeyedDemand, keyOf, type PassOptions, ResolvePass } from './resolve-pass.ts';
import { recordedUrl } from './wheel-source.ts';

/** A verified wheel that is to be installed. */
export interface ResolvedPackage {
  name: string;
  version: string;
  wheel: Wheel;
  origin: WheelOrigin;
}

/** What came of one requirement. */
export interface Answer {
  requirement: string;
  /** Null, as the version, when its marker does not hold here. */
  name: string | null;
  version: string | null;
  /** It was installed before and stays. */
  already: boolean;
}

export interface Resolution {
  /** By name. */
  packages: readonly ResolvedPackage[];
  /** One for each requirement, in their order. */
  answers: readonly Answer[];
  /** Facts to know, one sentence each. */
  notes: readonly string[];
}

/** More demands that come up late than any set of packages has. */
const MOST_PASSES = 200;

/**
 * Finds a version of everything that is asked for and needed, and fetches and verifies the wheels
 * of what is not installed. The newest version that meets all demands is taken; no older version of
 * a package is tried because of what the newest one needs, so a conflict is an error.
 *
 * @throws PackageError
 */
export async function resolvePackages(options: PassOptions): Promise<Resolution> {
  const { platform } = options.rules;
  const held = options.requirements.filter((requirement) => holds(requirement, platform));
  const known: KeyedDemand[] = [];
  for (let passes = 0; passes < MOST_PASSES; passes += 1) {
    const pass = new ResolvePass({ ...options, requirements: held }, known);
    const late = await pass.run();
    if (late === null) return describe(options.requirements, held, pass);
    if (known.some((one) => sameDemand(one, late))) throw conflict(pass, late);
    known.push(late);
    const replaced = pass.chosen.get(late.key)?.wheel;
    if (replaced) options.source.release(replaced);
  }
  throw new PackageError(
    'package_conflict',
    `What is asked for did not settle after ${MOST_PASSES} tries; pin versions with ==`,
  );
}

function holds({ marker, text }: Requirement, platform: Platform): boolean {
  try {
    return marker === null || evaluateMarker(marker, platform.markers, '');
  } catch (error) {
    const why = (error as Error).message;
    throw new PackageError('requirement_invalid', `${text} has a marker with no meaning: ${why}`);
  }
}

function sameDemand(one: KeyedDemand, other: KeyedDemand): boolean {
  return (
    one.key === other.key &&
    one.demand.by === other.demand.by &&
    one.demand.requirement.text === other.demand.requirement.text
  );
}

function conflict(pass: ResolvePass, { key, demand }: KeyedDemand): PackageError {
  const chosen = pass.chosen.get(key)?.metadata.version;
  return new PackageError(
    'package_conflict',
    `${tellDemand(demand, key)}, and ${key} ${chosen} is what the others need`,
  );
}

function describe(
  all: readonly Requirement[],
  held: readonly Requirement[],
  pass: ResolvePass,
): Resolution {
  const asked = new Set(held.map(keyOf));
  const answers = all.map((requirement): Answer => {
    const chosen = held.includes(requirement) ? pass.chosen.get(keyOf(requirement)) : undefined;
    const { name, version } = chosen?.metadata ?? { name: null, version: null };
    return { requirement: requirement.text, name, version, already: chosen?.wheel === null };
  });
  const left = all
    .filter((requirement) => !held.includes(requirement))
    .map(({ text }) => `${text} was left out: its marker does not hold here`);
  return {
    packages: [...pass.chosen]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([key, candidate]) => toPackage(candidate, asked.has(key)) ?? []),
    answers,
    notes: [...left, ...pass.notes],
  };
}

function toPackage(
  { metadata, wheel, location }: Candidate,
  requested: boolean,
): ResolvedPackage | null {
  if (wheel === null) return null;
  const url = location === null ? null : recordedUrl(location);
  return { name: metadata.name, version: metadata.version, wheel, origin: { requested, url } };
}
