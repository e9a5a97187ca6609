import type { GuardedFetch } from '../network/http-exchange.ts';
import { DEFAULT_INDEX_URL } from './index/network.ts';
import { layOutAll } from './installed/plan-changes.ts';
import { PackageError } from './package-error.ts';
import type { Platform } from './platform.ts';
import type { ShowInstallProgress } from './progress.ts';
import { parseRequirement } from './requirement/parse-requirement.ts';
import { type ResolvedPackage, resolvePackages } from './resolve/resolve-packages.ts';
import { WheelSource } from './resolve/wheel-source.ts';
import { Space } from './wheel/space.ts';
import type { InstalledFile } from './wheel/wheel-layout.ts';

export interface PackageSetRequest {
  requirements: readonly string[];
  /** Where relative paths begin. */
  cwd: string;
  platform: Platform;
  /** Undefined for no network. */
  fetch: GuardedFetch | undefined;
  /** Root of the simple repository API. Default: the public index. */
  indexUrl?: string | undefined;
  /** Room for everything unpacked, in bytes. */
  maxBytes: number;
  /** Reads what `emfs:` and paths name; by default they name nothing. */
  readFile?: ((path: string) => Promise<Uint8Array>) | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ShowInstallProgress | undefined;
}

/** Packages that belong together, verified, and the files they are. */
export interface PackageSet {
  /** By name; `wheel.sha256` names the bytes that each came from, `wheel.binary` machine code. */
  packages: readonly ResolvedPackage[];
  /** By absolute path in the session. */
  files: ReadonlyMap<string, InstalledFile>;
  /** Facts to know, one sentence each. */
  notes: readonly string[];
}

/**
 * Finds, fetches and verifies a set of packages for sessions that begin with it, wheels with machine
 * code for this platform included. Writes nothing.
 *
 * @throws PackageError
 */
export async function resolvePackageSet(request: PackageSetRequest): Promise<PackageSet> {
  const { platform, fetch, indexUrl = DEFAULT_INDEX_URL, maxBytes, signal } = request;
  const rules = { platform, pre: false, binary: 'accept' } as const;
  const { packages, notes } = await resolvePackages({
    requirements: request.requirements.map((text) => parseRequirement(text, request.cwd)),
    installed: new Map(),
    rules,
    source: new WheelSource({
      network: { fetch, indexUrl, signal },
      readFile: request.readFile ?? refuseFile,
      rules,
      space: new Space(maxBytes),
      maxBytes,
      onProgress: request.onProgress ?? (() => {}),
    }),
    deps: true,
    upgrade: false,
    reinstall: false,
  });
  const { write: files, notes: overlaps } = layOutAll(packages, platform);
  return { packages, files, notes: [...notes, ...overlaps] };
}

async function refuseFile(path: string): Promise<never> {
  throw new PackageError(
    'source_refused',
    `${path} is refused: there is no session yet whose file it could be; use a name or a URL`,
  );
}
