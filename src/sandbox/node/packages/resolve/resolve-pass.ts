import { compare } from '@renovatebot/pep440';
import { admitsPython, type ChoiceRules, chooseFile, meetsAll } from '../index/choose-file.ts';
import type { InstalledPackage } from '../installed/installed-packages.ts';
import { PackageError } from '../package-error.ts';
import { normalizeName } from '../requirement/package-name.ts';
import type { Requirement } from '../requirement/requirement.ts';
import {
  type Candidate,
  dependenciesOf,
  installedCandidate,
  labelOf,
  sameLocation,
  satisfies,
  toCandidate,
} from './candidate.ts';
import { type Demand, tellDemand } from './demand.ts';
import { eachInOrder } from './in-order.ts';
import { type WheelSource, wheelNameAt } from './wheel-source.ts';

export interface PassOptions {
  requirements: readonly Requirement[];
  installed: ReadonlyMap<string, InstalledPackage>;
  rules: ChoiceRules;
  source: WheelSource;
  /** Whether dependencies count. */
  deps: boolean;
  /** Take the newest of what is asked for, even when what is installed would do. */
  upgrade: boolean;
  /** Put what is asked for in place again, even at the same version. */
  reinstall: boolean;
}

/** A demand on the package of a normalized name. */
export interface KeyedDemand {
  key: string;
  demand: Demand;
}

/** Packages that are fetched at the same time. */
const AT_ONCE = 4;
/** More than any set of packages has, all of them together. */
const MOST_PACKAGES = 2000;
const MOST_DEPENDENCIES = 100_000;
/** More than anyone asks of one package. */
const MOST_EXTRAS = 200;

/**
 * One way from what is asked for to a version of everything it needs, level by level. It ends
 * early, with the demand, when one comes up that a version chosen before does not meet: the caller
 * starts again with that demand known.
 */
export class ResolvePass {
  readonly chosen: Map<string, Candidate> = new Map();
  readonly notes: Set<string> = new Set();
  readonly #options: PassOptions;
  readonly #known: readonly KeyedDemand[];
  readonly #demands = new Map<string, Demand[]>();
  readonly #extras = new Map<string, Set<string>>();
  /** Extras, and none as the empty one, whose dependencies are known already. */
  readonly #expanded = new Map<string, Set<string>>();
  readonly #asked = new Set<Requirement>();
  #dependencies = 0;

  constructor(options: PassOptions, known: readonly KeyedDemand[]) {
    this.#options = options;
    this.#known = known;
  }

  /** Null when everything is chosen and fits. */
  async run(): Promise<KeyedDemand | null> {
    let level = this.#options.requirements.map((requirement) => ({
      key: keyOf(requirement),
      demand: { requirement, by: null } as Demand,
    }));
    while (level.length > 0) {
      const fresh = new Set<string>();
      for (const late of level) {
        const { key, demand } = late;
        this.#add(key, demand);
        const chosen = this.chosen.get(key);
        if (chosen === undefined) fresh.add(key);
        else if (!satisfies(chosen, demand.requirement)) return late;
      }
      const names = [...fresh];
      if (this.chosen.size + names.length > MOST_PACKAGES) throw tooMany(MOST_PACKAGES, 'packages');
      const found = await eachInOrder(names, AT_ONCE, (key) => this.#chooseFor(key));
      for (const [place, candidate] of found.entries()) {
        this.chosen.set(names[place] ?? '', candidate);
        this.#dependencies += candidate.requires.length;
      }
      if (this.#dependencies > MOST_DEPENDENCIES) {
        throw tooMany(MOST_DEPENDENCIES, 'dependencies');
      }
      level = this.#options.deps ? this.#nextLevel() : [];
    }
    return this.#options.deps ? this.#brokenByChange() : null;
  }

  #add(key: string, demand: Demand): void {
    const demands = this.#demands.get(key) ?? [];
    demands.push(demand);
    this.#demands.set(key, demands);
    const extras = this.#extras.get(key) ?? new Set();
    for (const extra of demand.requirement.extras) extras.add(extra);
    if (extras.size > MOST_EXTRAS) throw tooMany(MOST_EXTRAS, `extras of ${key}`);
    this.#extras.set(key, extras);
  }

  /** Dependencies that were not asked for yet: of new packages, and of old ones with new extras. */
  #nextLevel(): KeyedDemand[] {
    const level: KeyedDemand[] = [];
    const { markers } = this.#options.rules.platform;
    for (const [key, candidate] of this.chosen) {
      const known = this.#expanded.get(key) ?? new Set();
      const extras = ['', ...(this.#extras.get(key) ?? [])].filter((one) => !known.has(one));
      if (extras.length === 0) continue;
      this.#expanded.set(key, new Set([...known, ...extras]));
      for (const requirement of dependenciesOf(candidate, extras, markers)) {
        if (this.#asked.has(requirement)) continue;
        this.#asked.add(requirement);
        level.push({ key: keyOf(requirement), demand: { requirement, by: labelOf(candidate) } });
      }
    }
    return level;
  }

  /** Says with a failure whose fault it is, where the caller did not ask for the package. */
  async #chooseFor(key: string): Promise<Candidate> {
    try {
      return await this.#choose(key);
    } catch (error) {
      const demands = this.#demands.get(key) ?? [];
      const [{ by } = { by: null }] = demands;
      const untold = error instanceof PackageError && error.code !== 'package_conflict';
      if (!untold || by === null || demands.some((one) => one.by === null)) throw error;
      throw new PackageError(error.code, `${error.message} (needed by ${by})`, { cause: error });
    }
  }

  async #choose(key: string): Promise<Candidate> {
    const { installed, rules, source, upgrade, reinstall } = this.#options;
    const known = this.#known.filter((one) => one.key === key).map(({ demand }) => demand);
    const demands = [...(this.#demands.get(key) ?? []), ...known];
    const [{ requirement } = {} as Demand] = demands;
    const here = installed.get(key);
    const asked = demands.some(({ by }) => by === null);
    const located = demands.filter((demand) => demand.requirement.location !== null);
    if (located.length > 0) return this.#fromLocation(key, located, demands, here);

    const fits = here !== undefined && meetsAll(here.metadata.version, demands);
    if (fits && !(asked && (upgrade || reinstall))) return installedCandidate(here);
    const name = requirement.name ?? key;
    const choice = chooseFile(name, await source.filesOf(name, requirement.text), demands, rules);
    if (fits && !reinstall && compare(here.metadata.version, choice.wheel.version) >= 0) {
      return installedCandidate(here);
    }
    if (choice.note !== null) this.notes.add(choice.note);
    return this.#checked(toCandidate(await source.fromIndex(choice, demands), null));
  }

  async #fromLocation(
    key: string,
    located: readonly Demand[],
    demands: readonly Demand[],
    here: InstalledPackage | undefined,
  ): Promise<Candidate> {
    const [first, ...others] = located as [Demand, ...Demand[]];
    const { location, text } = first.requirement;
    if (location === null) throw new TypeError('a demand without a place was taken for one with');
    const name = wheelNameAt(location, text);
    const other = others.find(({ requirement }) => !satisfiesPlace(requirement, first.requirement));
    const unmet = demands.find(
      ({ requirement }) => !meetsAll(name.version, [{ requirement, by: null }]),
    );
    const against = other ?? unmet;
    if (against !== undefined) {
      throw new PackageError(
        'package_conflict',
        `No version of ${key} fits: ${tellDemand(first, key)}, which is ${name.version}, and ` +
          tellDemand(against, key),
      );
    }
    const same = here !== undefined && compare(here.metadata.version, name.version) === 0;
    if (same && !this.#options.reinstall) return installedCandidate(here);
    const wheel = await this.#options.source.fromLocation(location, name, demands);
    return this.#checked(toCandidate(wheel, location));
  }

  /** The index may have said nothing of Python, and a place says nothing at all. */
  #checked(candidate: Candidate): Candidate {
    const { pythonVersion } = this.#options.rules.platform;
    const { requiresPython } = candidate.metadata;
    if (admitsPython(requiresPython, pythonVersion)) return candidate;
    throw new PackageError(
      'package_unavailable',
      `${labelOf(candidate)} needs Python ${requiresPython}, and this is ${pythonVersion}`,
    );
  }

  /** A demand of an installed package that a change would no longer meet. */
  #brokenByChange(): KeyedDemand | null {
    const { installed, rules } = this.#options;
    for (const [key, here] of installed) {
      if (this.chosen.has(key)) continue;
      const candidate = installedCandidate(here);
      for (const requirement of dependenciesOf(candidate, [''], rules.platform.markers)) {
        const wanted = keyOf(requirement);
        const change = this.chosen.get(wanted);
        const before = installed.get(wanted);
        if (change?.wheel == null || before === undefined) continue;
        const met = satisfies(installedCandidate(before), requirement);
        if (!met || satisfies(change, requirement)) continue;
        const by = `${labelOf(candidate)}, which is installed,`;
        return { key: wanted, demand: { requirement, by } };
      }
    }
    return null;
  }
}

function tooMany(most: number, what: string): PackageError {
  const told = `What is asked for needs more than ${most.toLocaleString('en')} ${what}`;
  return new PackageError('package_conflict', told);
}

function satisfiesPlace(one: Requirement, other: Requirement): boolean {
  return (
    one.location !== null && other.location !== null && sameLocation(one.location, other.location)
  );
}

/** Normalized name of what a requirement asks for. @throws PackageError `requirement_invalid`. */
export function keyOf({ name, location, text }: Requirement): string {
  if (location === null) return normalizeName(name ?? '');
  const wheel = wheelNameAt(location, text);
  if (name === null || normalizeName(name) === wheel.key) return wheel.key;
  throw new PackageError(
    'requirement_invalid',
    `${text} asks for ${name}, but ${wheel.fileName} is a wheel of ${wheel.name}`,
  );
}
