import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ADDRESS_POLICY, type AddressPolicy } from '../../network/approve-addresses.ts';
import { createGuardedFetch } from '../../network/guarded-fetch.ts';
import { DEFAULT_INDEX_FILES_HOST, DEFAULT_INDEX_URL } from '../index/network.ts';
import { PackageError } from '../package-error.ts';
import { resolvePackageSet } from '../package-set.ts';
import type { Platform } from '../platform.ts';
import type { ShowInstallProgress } from '../progress.ts';
import { parseRequirement } from '../requirement/parse-requirement.ts';
import type { Requirement } from '../requirement/requirement.ts';
import { pinsVersion } from '../requirement/version-specifier.ts';
import type { PackageFiles } from './bake-image.ts';

/**
 * No program has a say in these requests: whoever opens the session names the hosts, and an index
 * inside an organisation has addresses that are not public.
 */
const ANY_ADDRESS: AddressPolicy = { ...ADDRESS_POLICY, whyNotPublic: () => undefined };

export interface PinnedPackagesOptions {
  platform: Platform;
  /** Root of the simple repository API. Default: the public index. */
  indexUrl?: string | undefined;
  /** Hosts to fetch from beside those of the index. */
  allowedHosts: readonly string[];
  /** Room for everything unpacked, in bytes. */
  maxBytes: number;
  onProgress?: ShowInstallProgress | undefined;
}

/** A set of packages that is the same whenever it is asked for. */
export interface PinnedPackages {
  /** What tells this set from every other. */
  readonly identity: string;
  /** Fetches, verifies and unpacks all of it. Rejects with a PackageError. */
  files(): Promise<PackageFiles>;
}

/**
 * Reads a set of requirements, each one version (`name==1.0`), one hash (`https://…whl#sha256=…`) or
 * a wheel of the host by its path. What they need in turn is found when the files are fetched.
 *
 * @throws PackageError `requirement_unpinned`, and those of reading a requirement.
 */
export async function pinPackages(
  given: readonly string[],
  { platform, indexUrl = DEFAULT_INDEX_URL, allowedHosts, ...options }: PinnedPackagesOptions,
): Promise<PinnedPackages> {
  const wheels = new Map<string, Uint8Array>();
  const pins: string[] = [];
  for (const text of given) {
    const { location } = readPinned(text);
    if (location?.kind === 'file') {
      const content = await readWheel(location.path, text);
      wheels.set(location.path, content);
      pins.push(`${text} ${createHash('sha256').update(content).digest('hex')}`);
    } else {
      pins.push(text);
    }
  }
  return {
    identity: JSON.stringify([indexUrl, pins.sort()]),
    async files() {
      const fetch = createGuardedFetch([...hostsOf(indexUrl), ...allowedHosts], ANY_ADDRESS);
      try {
        const set = await resolvePackageSet({
          ...options,
          requirements: given,
          cwd: process.cwd(),
          platform,
          fetch,
          indexUrl,
          readFile: async (path) => wheels.get(path) ?? readWheel(path, path),
        });
        return set.files;
      } finally {
        fetch.close();
      }
    },
  };
}

/**
 * Reads one requirement of a set.
 *
 * @throws PackageError `requirement_unpinned`, `requirement_invalid` or `source_refused`.
 */
export function readPinned(given: string): Requirement {
  const requirement = parseRequirement(given, process.cwd());
  const { text, location, specifier, hashes } = requirement;
  if (/^(\S+\s*@\s*)?emfs:/i.test(text)) {
    throw new PackageError(
      'source_refused',
      `${text} is refused: there is no session yet whose file it could be; use a path of the host`,
    );
  }
  const pinned =
    location === null
      ? pinsVersion(specifier)
      : location.kind === 'file' || location.hashes.length + hashes.length > 0;
  if (pinned) return requirement;
  throw new PackageError(
    'requirement_unpinned',
    location === null
      ? `${text} could be another version tomorrow; name the version, as in name==1.0`
      : `${text} could be another file tomorrow; add its hash, as in #sha256=…`,
  );
}

/** The public index keeps its files on a host of its own. */
function hostsOf(indexUrl: string): string[] {
  const { host } = new URL(indexUrl);
  return indexUrl === DEFAULT_INDEX_URL ? [host, DEFAULT_INDEX_FILES_HOST] : [host];
}

async function readWheel(path: string, text: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code = 'unreadable' } = error as { code?: string };
    throw new PackageError('source_refused', `${text} cannot be read (${code}): ${path}`, {
      cause: error,
    });
  }
}
