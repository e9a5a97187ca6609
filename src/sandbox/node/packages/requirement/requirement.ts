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

/** In characters; longer than any that is meant. */
const LONGEST = 4000;

const NAME = new RegExp(`^${NAME_PATTERN}(?![A-Za-z0-9._-])`);

/**
 * Reads a requirement as PEP 508 defines it: `name[extra]>=1,<2; marker` or `name @ location ; marker`.
 * `locate` reads what stands after `@`.
 *
 * @throws PackageError `requirement_invalid`.
 */
export function parseNamedRequirement(
  text: string,
  locate: (location: string, text: string) => WheelLocation,
): Requirement {
  refuseLong(text);
  const [name] = NAME.exec(text.trim()) ?? [];
  if (name === undefined) throw misshapen(text);
  let rest = text.trim().slice(name.length).trimStart();
  let extras: string[] = [];
  if (rest.startsWith('[')) {
    const end = rest.indexOf(']');
    if (end < 0) throw misshapen(text);
    extras = parseExtras(rest.slice(1, end), text);
    rest = rest.slice(end + 1).trimStart();
  }
  const asked = { text: text.trim(), name, extras, hashes: [] };
  if (rest.startsWith('@')) {
    const [, place = '', after = ''] = /^@\s*(\S+)\s*(.*)$/s.exec(rest) ?? [];
    if (place === '' || (after !== '' && !after.startsWith(';'))) throw misshapen(text);
    const marker = after === '' ? null : parseMarkerOf(after.slice(1), text);
    return { ...asked, specifier: [], location: locate(place, text), marker };
  }
  const semicolon = rest.indexOf(';');
  const versions = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim();
  const bare =
    versions.startsWith('(') && versions.endsWith(')') ? versions.slice(1, -1) : versions;
  const specifier = parseSpecifier(bare);
  if (specifier === null) {
    throw invalidRequirement(text, `"${versions}" is no condition on a version`);
  }
  const marker = semicolon < 0 ? null : parseMarkerOf(rest.slice(semicolon + 1), text);
  return { ...asked, specifier, location: null, marker };
}

/** @throws PackageError `requirement_invalid` for a text that is too long to be one. */
export function refuseLong(text: string): void {
  if (text.length > LONGEST) throw invalidRequirement(text, `it has over ${LONGEST} characters`);
}

function misshapen(text: string): PackageError {
  return invalidRequirement(text, 'write name>=1.0, name[extra]; marker, or name @ URL ; marker');
}

/** Reads the names between the brackets after a name. */
export function parseExtras(list: string, text: string): string[] {
  if (list.trim() === '') return [];
  const name = new RegExp(`^${NAME_PATTERN}$`);
  return list.split(',').map((extra) => {
    const trimmed = extra.trim();
    if (!name.test(trimmed)) throw invalidRequirement(text, `"${trimmed}" is no name of an extra`);
    return normalizeName(trimmed);
  });
}

/** Reads what follows the semicolon. */
export function parseMarkerOf(marker: string, text: string): Marker {
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
