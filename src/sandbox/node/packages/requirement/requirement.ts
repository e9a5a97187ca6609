import { PackageError } from '../package-error.ts';
import type { Hash } from './hashes.ts';
import { type Marker, parseMarker } from './marker.ts';
import { NAME_PATTERN, normalizeName } from './package-name.ts';
import { parseSpecifier, type VersionSpecifier } from './version-specifier.ts';

/** Where a wheel is, when a requirement says so itself. */
export type WheelLocation =
  | { kind: 'url'; url: string; hashes: readonly Hash[] }
  /** Absolute path in the session. */
  | { kind: 'file'; path: string };

/** One thing that is asked for. */
export interface Requirement {
  /** As it was written. */
  text: string;
  /** As it was written; null for a bare wheel, whose file name tells it. */
  name: string | null;
  /** Normalized. */
  extras: readonly string[];
  specifier: VersionSpecifier;
  location: WheelLocation | null;
  marker: Marker | null;
  /** Given with `--hash`; the file must have one of them. */
  hashes: readonly Hash[];
}

/** In characters. Longer than any that is meant; matching takes the square of it at worst. */
const LONGEST = 4000;

const NAMED = new RegExp(
  `^(${NAME_PATTERN})\\s*(?:\\[([^\\]]*)\\])?\\s*(?:@\\s*(\\S+)(?=\\s|$)|\\(([^)]*)\\)|([^;@()]*))\\s*(?:;(.*))?$`,
  's',
);

/**
 * Reads a requirement as PEP 508 defines it: `name[extra]>=1,<2; marker` or `name @ location; marker`.
 * `locate` reads what stands after `@`.
 *
 * @throws PackageError `requirement_invalid`.
 */
export function parseNamedRequirement(
  text: string,
  locate: (location: string, text: string) => WheelLocation,
): Requirement {
  if (text.length > LONGEST) throw invalidRequirement(text, `it has over ${LONGEST} characters`);
  const match = NAMED.exec(text.trim());
  if (match === null) {
    throw invalidRequirement(text, 'write name>=1.0, name[extra]; marker, or name @ URL ; marker');
  }
  const [, name = '', extras, location, inBrackets, bare = '', marker] = match;
  const versions = inBrackets ?? bare;
  const specifier = parseSpecifier(versions);
  if (specifier === null) {
    throw invalidRequirement(text, `"${versions.trim()}" is no condition on a version`);
  }
  return {
    text: text.trim(),
    name,
    extras: parseExtras(extras, text),
    specifier,
    location: location === undefined ? null : locate(location, text),
    marker: parseMarkerOf(marker, text),
    hashes: [],
  };
}

/** Reads names between the brackets after a name; undefined where there are none. */
export function parseExtras(list: string | undefined, text: string): string[] {
  if (list === undefined || list.trim() === '') return [];
  const name = new RegExp(`^${NAME_PATTERN}$`);
  return list.split(',').map((extra) => {
    const trimmed = extra.trim();
    if (!name.test(trimmed)) throw invalidRequirement(text, `"${trimmed}" is no name of an extra`);
    return normalizeName(trimmed);
  });
}

/** Reads what follows the semicolon. */
export function parseMarkerOf(marker: string | undefined, text: string): Marker | null {
  if (marker === undefined) return null;
  try {
    return parseMarker(marker);
  } catch (error) {
    throw invalidRequirement(text, `its marker cannot be read: ${(error as Error).message}`);
  }
}

export function invalidRequirement(text: string, why: string): PackageError {
  const shown = JSON.stringify(text.slice(0, 200));
  return new PackageError('requirement_invalid', `${shown} is not a requirement: ${why}`);
}
