import type { Platform } from '../platform.ts';
import { normalizeName } from '../requirement/package-name.ts';
import { isVersion } from '../requirement/version.ts';

/** What a wheel's file name says. */
export interface WheelName {
  fileName: string;
  /** As it is written in the file name. */
  name: string;
  /** Normalized. */
  key: string;
  version: string;
  /** Number and rest of the build tag; wheels without one come last. */
  build: readonly [number, string] | null;
  /** Every tag, for instance `py2-none-any` and `py3-none-any`. */
  tags: readonly string[];
  /** Platforms it is for; `any` alone where it is for all. */
  platforms: readonly string[];
}

const FILE_NAME =
  /^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-(?<version>[^-]+)(?:-(?<build>\d[^-]*))?-(?<python>[^-]+)-(?<abi>[^-]+)-(?<platform>[^-]+)\.whl$/i;

/** In characters, as file names of most systems. */
const LONGEST = 255;
/** A name of single letters could ask for tens of thousands. */
const MOST_TAGS = 1000;

/** Reads a wheel's file name; null for a name that no wheel has. */
export function parseWheelName(fileName: string): WheelName | null {
  const match = fileName.length <= LONGEST ? FILE_NAME.exec(fileName)?.groups : undefined;
  if (match === undefined) return null;
  const { name = '', version = '', build, python = '', abi = '', platform = '' } = match;
  if (!isVersion(version)) return null;
  const [pythons, abis, platforms] = [python, abi, platform].map((part) =>
    part.toLowerCase().split('.'),
  ) as [string[], string[], string[]];
  if (pythons.length * abis.length * platforms.length > MOST_TAGS) return null;
  const tags = pythons.flatMap((first) =>
    abis.flatMap((second) => platforms.map((third) => `${first}-${second}-${third}`)),
  );
  return {
    fileName,
    name,
    key: normalizeName(name),
    version,
    build: parseBuild(build),
    tags,
    platforms,
  };
}

function parseBuild(build: string | undefined): readonly [number, string] | null {
  const [, number, rest = ''] = /^(\d+)(.*)$/.exec(build ?? '') ?? [];
  return number === undefined ? null : [Number(number), rest];
}

/** How well a wheel fits: the place of its best tag among the platform's; null when none fits. */
export function fitOf(wheel: WheelName, platform: Platform): number | null {
  const places = wheel.tags.map((tag) => platform.tags.indexOf(tag)).filter((place) => place >= 0);
  return places.length === 0 ? null : Math.min(...places);
}

/** Whether a wheel is for certain platforms, which is how wheels with machine code are marked. */
export function isForPlatforms({ platforms }: WheelName): boolean {
  return !platforms.includes('any');
}

/** Orders wheels of one version by their build tag, the highest first. */
export function compareBuilds(one: WheelName, other: WheelName): number {
  const [first, second] = [one.build ?? ([-1, ''] as const), other.build ?? ([-1, ''] as const)];
  if (first[0] !== second[0]) return second[0] - first[0];
  return first[1] < second[1] ? 1 : first[1] > second[1] ? -1 : 0;
}
