import { PackageError } from '../package-error.ts';
import { type Hash, toHash } from './hashes.ts';
import {
  invalidRequirement,
  parseExtras,
  parseMarkerOf,
  parseNamedRequirement,
  type Requirement,
  refuseLong,
} from './requirement.ts';
import { isLocation, parseLocation } from './wheel-location.ts';

const HASH_OPTION = /\s--hash[=\s]\s*(\S+)/g;

/**
 * Reads what a caller asks for: a PEP 508 requirement, a wheel's URL or path with or without extras,
 * each with `--hash=sha256:…` after it. Relative paths begin at `cwd`.
 *
 * @throws PackageError `requirement_invalid` or `source_refused`.
 */
export function parseRequirement(given: string, cwd: string): Requirement {
  if (typeof given !== 'string' || given.trim() === '') {
    throw new PackageError('requirement_invalid', 'A requirement is a text that is not empty');
  }
  refuseLong(given);
  const text = given.trim();
  const hashes = [...text.matchAll(HASH_OPTION)].map(([, hash = '']) => parseHash(hash, text));
  const bare = text.replace(HASH_OPTION, '').trim();
  const requirement = isLocation(bare)
    ? parseBareWheel(bare, cwd)
    : parseNamedRequirement(bare, (location) => parseLocation(location, cwd, bare));
  return { ...requirement, text, hashes };
}

/**
 * Reads one `Requires-Dist` of a wheel. A dependency may name a URL; a path would be one of the
 * machine that made the wheel.
 *
 * @throws PackageError `requirement_invalid` or `source_refused`.
 */
export function parseDependency(text: string): Requirement {
  return parseNamedRequirement(text, (place) => {
    const location = parseLocation(place, '/', text);
    if (location.kind === 'url') return location;
    throw new PackageError('source_refused', `${text} is refused: a wheel may depend on URLs only`);
  });
}

/** A marker stands after white space and a semicolon: a path or a URL can hold a semicolon itself. */
function parseBareWheel(text: string, cwd: string): Requirement {
  const [, place = '', marker] = /^(.*?)(?:\s+;(.*))?$/s.exec(text) ?? [];
  const [, location = place, extras] = /^(.*)\[([^\]]*)\]$/s.exec(place) ?? [];
  return {
    text,
    name: null,
    extras: parseExtras(extras ?? '', text),
    specifier: [],
    location: parseLocation(location, cwd, text),
    marker: marker === undefined ? null : parseMarkerOf(marker, text),
    hashes: [],
  };
}

function parseHash(hash: string, text: string): Hash {
  const [algorithm = '', digest = ''] = hash.split(':', 2);
  const parsed = toHash(algorithm, digest);
  if (parsed !== null) return parsed;
  throw invalidRequirement(
    text,
    `${hash} is no hash that can be checked; use sha256:<64 hex digits>`,
  );
}
