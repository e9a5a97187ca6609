import { clean, compare, explain } from '@renovatebot/pep440';
import { PackageError } from '../package-error.ts';
import type { Platform } from '../platform.ts';
import { normalizeName } from '../requirement/package-name.ts';
import { isVersion } from '../requirement/version.ts';
import {
  asksForPrerelease,
  meets,
  parseSpecifier,
  pinsVersion,
} from '../requirement/version-specifier.ts';
import { type Demand, tellDemand } from '../resolve/demand.ts';
import {
  compareBuilds,
  fitOf,
  isForPlatforms,
  parseWheelName,
  type WheelName,
} from '../wheel/wheel-name.ts';
import type { IndexFile } from './index-page.ts';

export interface ChoiceRules {
  platform: Platform;
  /** Pre-releases are fine for everything. */
  pre: boolean;
  /** Whether wheels with machine code for this platform may be taken. */
  binary: 'accept' | 'refuse';
}

export interface Choice {
  file: IndexFile;
  wheel: WheelName;
  /** Why a newer version was left out; null when none was. */
  note: string | null;
}

interface Candidate {
  file: IndexFile;
  /** Null for a source distribution. */
  wheel: WheelName | null;
  version: string;
}

/**
 * The best wheel of the newest version that meets all demands and fits the interpreter.
 *
 * @throws PackageError `package_unavailable` or `package_conflict` with the reason, `wheel_binary`
 * when the newest version that fits has machine code and that is refused.
 */
export function chooseFile(
  name: string,
  files: readonly IndexFile[],
  demands: readonly Demand[],
  rules: ChoiceRules,
): Choice {
  const versions = byVersion(name, files);
  const fitting = versions.filter(([one]) => meetsAll(one?.version ?? '', demands));
  if (fitting.length === 0) throw nothingFits(name, versions, demands);
  const pre =
    rules.pre || demands.some(({ requirement }) => asksForPrerelease(requirement.specifier));
  const pinned = demands.some(({ requirement }) => pinsVersion(requirement.specifier));
  const reasons: string[] = [];
  let note: string | null = null;
  for (const group of fitting) {
    const [{ version = '' } = {}] = group;
    const label = `${name} ${version}`;
    if (!pre && explain(version)?.is_prerelease) {
      reasons.push(`${label} is a pre-release, which is taken only when asked for`);
      continue;
    }
    const kept = group.filter(({ file }) => file.yanked === null);
    const candidates = kept.length > 0 || !pinned ? kept : group;
    if (candidates.length === 0) {
      reasons.push(`${label} was withdrawn${reasonOf(group)}, and is taken only as ==${version}`);
      continue;
    }
    const picked = pickWheel(label, candidates, demands, rules);
    if (typeof picked !== 'string') return { ...picked, note };
    reasons.push(picked);
    note ??= `${picked}; an older version was taken`;
  }
  throw new PackageError('package_unavailable', `${reasons.slice(0, 3).join('; ')}`);
}

/** The best of one version's wheels, or why there is none. */
function pickWheel(
  label: string,
  candidates: readonly Candidate[],
  demands: readonly Demand[],
  { platform, binary }: ChoiceRules,
): { file: IndexFile; wheel: WheelName } | string {
  const python = platform.pythonVersion;
  const forPython = candidates.filter(({ file }) => admitsPython(file.requiresPython, python));
  if (forPython.length === 0) {
    return `${label} needs Python ${candidates[0]?.file.requiresPython}, and this is ${python}`;
  }
  const wheels = forPython.flatMap(({ file, wheel }) => (wheel === null ? [] : [{ file, wheel }]));
  if (wheels.length === 0) {
    return `${label} is there as source only (${forPython[0]?.file.fileName}), and only wheels can be installed`;
  }
  const ranked = wheels
    .flatMap(({ file, wheel }) => {
      const fit = fitOf(wheel, platform);
      return fit === null ? [] : [{ file, wheel, fit }];
    })
    .sort((one, other) => one.fit - other.fit || compareBuilds(one.wheel, other.wheel));
  if (ranked.length === 0) {
    return (
      `${label} has no wheel for this Python, neither a pure one nor one for ${platform.tags[0]}; ` +
      `its wheels are for ${othersOf(wheels)}`
    );
  }
  const usable =
    binary === 'accept' ? ranked : ranked.filter(({ wheel }) => !isForPlatforms(wheel));
  if (usable.length === 0) throw binaryRefused(label, ranked[0]?.file.fileName ?? '');
  const wanted = demands.flatMap(({ requirement }) => requirement.hashes);
  const known = usable.find(({ file }) =>
    file.hashes.some((has) => wanted.some((hash) => hash.digest === has.digest)),
  );
  const { file, wheel } = known ?? (usable[0] as (typeof usable)[number]);
  return { file, wheel };
}

/** The refusal of a wheel that a running session cannot load. */
export function binaryRefused(label: string, fileName: string): PackageError {
  return new PackageError(
    'wheel_binary',
    `${label} has machine code (${fileName}), which a session that runs cannot load; name it in ` +
      'createNodeSession({ packages }) instead',
  );
}

/** The error about a wheel that is for other interpreters or machines. */
export function foreignWheel(wheel: WheelName, platform: Platform): PackageError {
  return new PackageError(
    'package_unavailable',
    `${wheel.fileName} is for ${othersOf([{ wheel }])}, and this is ${platform.tags[0]}`,
  );
}

/** What wheels are for, in so many words as fit a sentence. */
function othersOf(wheels: readonly { wheel: WheelName }[]): string {
  const tags = [...new Set(wheels.flatMap(({ wheel }) => wheel.tags))];
  const shown = tags.slice(0, 4).join(', ');
  return tags.length > 4 ? `${shown} and ${tags.length - 4} more` : shown;
}

/** Whether a Python version is within what a file asks for; what cannot be read asks for nothing. */
export function admitsPython(requiresPython: string | null, python: string): boolean {
  const specifier = parseSpecifier(requiresPython ?? '');
  return specifier === null || meets(python, specifier);
}

export function meetsAll(version: string, demands: readonly Demand[]): boolean {
  return demands.every(({ requirement }) => meets(version, requirement.specifier));
}

/** Files of each version, newest first. */
function byVersion(name: string, files: readonly IndexFile[]): Candidate[][] {
  const key = normalizeName(name);
  const candidates = files.flatMap((file) => toCandidate(file, key) ?? []);
  const groups = Map.groupBy(candidates, ({ version }) => clean(version) ?? version);
  const sorted = [...groups.values()].sort(([one], [other]) =>
    compare(other?.version ?? '', one?.version ?? ''),
  );
  return sorted;
}

function toCandidate(file: IndexFile, key: string): Candidate | null {
  const wheel = parseWheelName(file.fileName);
  if (wheel !== null) return wheel.key === key ? { file, wheel, version: wheel.version } : null;
  const [, name = '', version = ''] =
    /^(.+)-([^-]+)\.(?:tar\.\w+|tgz|zip)$/.exec(file.fileName) ?? [];
  return normalizeName(name) === key && isVersion(version) ? { file, wheel: null, version } : null;
}

function reasonOf(group: readonly Candidate[]): string {
  const reason = group[0]?.file.yanked?.trim() ?? '';
  return reason === '' ? '' : ` (${reason.slice(0, 200)})`;
}

function nothingFits(
  name: string,
  versions: readonly Candidate[][],
  demands: readonly Demand[],
): PackageError {
  const all = versions.map(([one]) => one?.version ?? '');
  if (all.length === 0) {
    return new PackageError('package_unavailable', `The index has no files of ${name}`);
  }
  const told = demands
    .filter(({ requirement }) => requirement.specifier.length > 0)
    .map((demand) => tellDemand(demand, name));
  const there = `${all.slice(0, 5).join(', ')}${all.length > 5 ? ` and ${all.length - 5} older` : ''}`;
  const alone = demands.some((demand) => !all.some((version) => meetsAll(version, [demand])));
  return new PackageError(
    alone ? 'package_unavailable' : 'package_conflict',
    `No version of ${name} fits: ${[...new Set(told)].join('; ')}; the index has ${there}`,
  );
}
