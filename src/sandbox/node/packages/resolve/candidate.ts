import { compare } from '@renovatebot/pep440';
import type { InstalledPackage } from '../installed/installed-packages.ts';
import { PackageError } from '../package-error.ts';
import { evaluateMarker, type MarkerEnvironment } from '../requirement/evaluate-marker.ts';
import { parseDependency } from '../requirement/parse-requirement.ts';
import type { Requirement, WheelLocation } from '../requirement/requirement.ts';
import { meets } from '../requirement/version-specifier.ts';
import type { Metadata } from '../wheel/metadata.ts';
import type { Wheel } from '../wheel/wheel.ts';
import { wheelNameAt } from './wheel-source.ts';

/** A package at the version that was chosen, there already or about to come. */
export interface Candidate {
  metadata: Metadata;
  requires: readonly Requirement[];
  /** Null for one that is installed and stays. */
  wheel: Wheel | null;
  /** Where a requirement said it is. */
  location: WheelLocation | null;
}

export function toCandidate(wheel: Wheel, location: WheelLocation | null): Candidate {
  const { metadata } = wheel;
  return { metadata, requires: metadata.requires.map(readDependency), wheel, location };

  function readDependency(text: string): Requirement {
    try {
      return parseDependency(text);
    } catch (error) {
      const { code, message } = error as PackageError;
      const label = `${metadata.name} ${metadata.version}`;
      throw new PackageError(
        code === 'source_refused' ? code : 'wheel_invalid',
        `A dependency of ${label} cannot be had: ${message}`,
        { cause: error },
      );
    }
  }
}

/** What is installed may have been written by a program: dependencies that make no sense are none. */
export function installedCandidate({ metadata }: InstalledPackage): Candidate {
  const requires = metadata.requires.flatMap((text) => {
    try {
      return [parseDependency(text)];
    } catch {
      return [];
    }
  });
  return { metadata, requires, wheel: null, location: null };
}

/** Name and version, for a sentence. */
export function labelOf({ metadata }: Candidate): string {
  return `${metadata.name} ${metadata.version}`;
}

/** Whether a candidate is what a requirement wants. */
export function satisfies(candidate: Candidate, requirement: Requirement): boolean {
  const { version } = candidate.metadata;
  if (!meets(version, requirement.specifier)) return false;
  const { location } = requirement;
  if (location === null) return true;
  if (candidate.location !== null) return sameLocation(candidate.location, location);
  return candidate.wheel === null && compare(wheelNameAt(location, '').version, version) === 0;
}

export function sameLocation(one: WheelLocation, other: WheelLocation): boolean {
  if (one.kind === 'url') return other.kind === 'url' && one.url === other.url;
  return other.kind === 'file' && one.path === other.path;
}

/** The dependencies that count with any of the extras; the empty one stands for none. */
export function dependenciesOf(
  candidate: Candidate,
  extras: readonly string[],
  environment: MarkerEnvironment,
): Requirement[] {
  return candidate.requires.filter(({ marker, text }) => {
    if (marker === null) return true;
    try {
      return extras.some((extra) => evaluateMarker(marker, environment, extra));
    } catch (error) {
      if (candidate.wheel === null) return false;
      const why = (error as Error).message;
      const label = labelOf(candidate);
      throw new PackageError(
        'wheel_invalid',
        `${label} has a dependency with no meaning: ${text}: ${why}`,
      );
    }
  });
}
