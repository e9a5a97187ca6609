import { posix } from 'node:path';
import { PackageError } from '../package-error.ts';
import { type Hash, toHash } from './hashes.ts';
import { invalidRequirement, type WheelLocation } from './requirement.ts';

/** What begins like a URL. One letter is no scheme, but who writes one means a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** Whether a text says where a wheel is, rather than what it is called. */
export function isLocation(text: string): boolean {
  const path = /^(\/|\.\.?\/|~\/)|^[^\s;@]*\.whl($|[\s[])/i;
  return SCHEME.test(text) || path.test(text);
}

/**
 * Reads where a wheel is: `https:` and `http:` URLs, `emfs:` paths and plain paths of the session,
 * relative ones from `cwd`.
 *
 * @throws PackageError `source_refused` for `file:` and other schemes, `requirement_invalid`.
 */
export function parseLocation(location: string, cwd: string, text: string): WheelLocation {
  const scheme = SCHEME.exec(location)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return { kind: 'file', path: sessionPath(location, cwd, text) };
    case 'emfs': {
      const path = location.slice('emfs:'.length).replace(/^\/+/, '/');
      return { kind: 'file', path: sessionPath(path, cwd, text) };
    }
    case 'http':
    case 'https':
      return parseUrl(location, text);
    case 'file':
      throw new PackageError(
        'source_refused',
        `${text} is refused: file: names a file of the host; write the wheel into the session and ` +
          'install emfs:/its/path',
      );
    default:
      throw new PackageError(
        'source_refused',
        `${text} is refused: ${scheme}: is no place for wheels; use https:, or emfs: for a wheel in ` +
          'the session',
      );
  }
}

function sessionPath(path: string, cwd: string, text: string): string {
  if (path === '' || path.includes('\0')) throw invalidRequirement(text, 'its path is empty');
  if (!/\.whl$/i.test(path)) {
    throw invalidRequirement(text, 'a path must be that of a wheel, a file that ends in .whl');
  }
  return posix.resolve(cwd, path.replace(/^~(?=\/)/, '/workspace'));
}

function parseUrl(location: string, text: string): WheelLocation {
  const url = URL.canParse(location) ? new URL(location) : null;
  if (url === null) throw invalidRequirement(text, 'its URL is not one');
  const hashes: Hash[] = [];
  for (const [algorithm, digest] of new URLSearchParams(url.hash.slice(1))) {
    if (algorithm === 'egg' || algorithm === 'subdirectory') continue;
    const hash = toHash(algorithm, digest);
    if (hash === null) {
      throw invalidRequirement(
        text,
        `#${algorithm}=… is no hash that can be checked; use #sha256=`,
      );
    }
    hashes.push(hash);
  }
  url.hash = '';
  return { kind: 'url', url: url.href, hashes };
}
