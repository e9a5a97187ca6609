import { compare, type Pep440Version } from '@renovatebot/pep440';
import { readVersion } from './version.ts';

/** One condition on a version, for instance `>=1.2`. */
export interface VersionClause {
  operator: '~=' | '===' | '==' | '!=' | '<=' | '>=' | '<' | '>';
  /** Without the `.*` of a prefix match. */
  version: string;
  /** Ends in `.*`. */
  prefix: boolean;
}

/** Conditions that a version must all meet; none admits every version. */
export type VersionSpecifier = readonly VersionClause[];

const CLAUSE = /^(~=|===|==|!=|<=|>=|<|>)\s*([^\s]+)$/;

/** More conditions than anyone has; each is looked at for every version there is. */
const MOST_CLAUSES = 100;

/** Reads conditions that stand between commas; null for anything that PEP 440 does not allow. */
export function parseSpecifier(text: string): VersionSpecifier | null {
  const clauses: VersionClause[] = [];
  const parts = text.split(',', MOST_CLAUSES + 1);
  if (parts.length > MOST_CLAUSES) return null;
  for (const part of parts) {
    const trimmed = part.trim();
    if (trimmed === '') continue;
    const clause = parseClause(trimmed);
    if (clause === null) return null;
    clauses.push(clause);
  }
  return clauses;
}

function parseClause(text: string): VersionClause | null {
  const [, operator, rest = ''] = CLAUSE.exec(text) ?? [];
  if (operator === undefined) return null;
  const clause = { operator: operator as VersionClause['operator'], version: rest, prefix: false };
  if (operator === '===') return clause;
  const equality = operator === '==' || operator === '!=';
  if (equality && rest.endsWith('.*')) {
    clause.version = rest.slice(0, -2);
    clause.prefix = true;
  }
  const version = readVersion(clause.version);
  if (version === null) return null;
  if (version.local !== null && (!equality || clause.prefix)) return null;
  if (clause.prefix && (version.is_prerelease || version.is_postrelease)) return null;
  if (operator === '~=' && version.release.length < 2) return null;
  return clause;
}

/** How conditions are written. */
export function showSpecifier(specifier: VersionSpecifier): string {
  return specifier
    .map(({ operator, version, prefix }) => `${operator}${version}${prefix ? '.*' : ''}`)
    .join(',');
}

/**
 * Whether a version meets all conditions, by the rules of PEP 440 alone: whether pre-releases are
 * wanted is another question. The library compares versions; its own matching of conditions leaves
 * out some of those rules (exclusive bounds on post- and pre-releases, padded prefixes).
 */
export function meets(version: string, specifier: VersionSpecifier): boolean {
  return specifier.every((clause) => meetsClause(version, clause));
}

function meetsClause(candidate: string, clause: VersionClause): boolean {
  const { operator, version } = clause;
  if (operator === '===') return candidate.toLowerCase() === version.toLowerCase();
  const has = readVersion(candidate);
  const wants = readVersion(version);
  if (has === null || wants === null) return false;
  switch (operator) {
    case '==':
      return equals(candidate, has, clause, wants);
    case '!=':
      return !equals(candidate, has, clause, wants);
    case '~=': {
      const prefix = { ...wants, release: wants.release.slice(0, -1) };
      return compare(withoutLocal(candidate), version) >= 0 && beginsWith(has, prefix);
    }
    case '>=':
      return compare(withoutLocal(candidate), version) >= 0;
    case '<=':
      return compare(withoutLocal(candidate), version) <= 0;
    case '<':
      // 2.0a1 is before 2.0, but who asks for less than 2.0 does not mean it.
      return compare(candidate, wants.is_prerelease ? version : `${stem(wants)}.dev0`) < 0;
    case '>':
      return isAfter(candidate, has, wants);
  }
}

function equals(
  candidate: string,
  has: Pep440Version,
  { version, prefix }: VersionClause,
  wants: Pep440Version,
): boolean {
  if (prefix) return beginsWith(has, wants);
  return compare(wants.local === null ? withoutLocal(candidate) : candidate, version) === 0;
}

/** A release that is shorter than the prefix counts as filled up with zeros. */
function beginsWith(has: Pep440Version, prefix: Pep440Version): boolean {
  if (has.epoch !== prefix.epoch) return false;
  return prefix.release.every((number, place) => (has.release[place] ?? 0) === number);
}

/** Local builds of a version, and post-releases of one that is none, are not more than it. */
function isAfter(candidate: string, has: Pep440Version, wants: Pep440Version): boolean {
  const dev = wants.dev as unknown as number | null;
  const post = wants.post as unknown as number | null;
  if (dev !== null) {
    return compare(candidate, `${stem(wants)}.dev${dev + 1}`) >= 0;
  }
  if (post !== null) return compare(candidate, `${upToPre(wants)}.post${post + 1}.dev0`) >= 0;
  return compare(candidate, stem(wants)) > 0 && compare(upToPre(has), stem(wants)) !== 0;
}

/** A version without its development and local parts. */
function stem(version: Pep440Version): string {
  const post = version.post as unknown as number | null;
  return `${upToPre(version)}${post === null ? '' : `.post${post}`}`;
}

/** A version's epoch, release and pre-release. */
function upToPre({ base_version, pre }: Pep440Version): string {
  return `${base_version}${pre === null ? '' : pre.join('')}`;
}

function withoutLocal(version: string): string {
  return version.split('+', 1)[0] ?? version;
}

/** Whether conditions name a pre-release, which is how one is asked for. */
export function asksForPrerelease(specifier: VersionSpecifier): boolean {
  return specifier.some(
    ({ operator, version }) => operator !== '!=' && readVersion(version)?.is_prerelease === true,
  );
}

/** Whether conditions name exactly one version, which is how a yanked one is asked for. */
export function pinsVersion(specifier: VersionSpecifier): boolean {
  return specifier.some(
    ({ operator, prefix }) => operator === '===' || (operator === '==' && !prefix),
  );
}
