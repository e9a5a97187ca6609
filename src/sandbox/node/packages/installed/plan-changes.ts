import { posix } from 'node:path';
import type { GivenChanges } from '../../file-changes.ts';
import { PackageError } from '../package-error.ts';
import type { Platform } from '../platform.ts';
import type { ResolvedPackage } from '../resolve/resolve-packages.ts';
import { type InstalledFile, layOutWheel } from '../wheel/wheel-layout.ts';
import {
  filesOfPackage,
  type InstalledPackage,
  type PackageFiles,
  recordBudget,
} from './installed-packages.ts';

export interface PlannedChanges extends GivenChanges {
  /** Facts to know, one sentence each. */
  notes: readonly string[];
}

/**
 * What has to happen to the session's files: the files of packages that go, by their RECORDs, and of
 * packages that come. A file that a package that stays also lists is left where it is.
 *
 * @throws PackageError `package_unremovable`, `install_failed` when another file is in the way.
 */
export async function planChanges(
  files: PackageFiles,
  platform: Platform,
  installed: readonly InstalledPackage[],
  going: readonly InstalledPackage[],
  coming: readonly ResolvedPackage[],
): Promise<PlannedChanges> {
  const remove = new Set<string>();
  const budget = recordBudget();
  for (const one of going) {
    const own = await filesOfPackage(files, one, budget);
    if (own === null) throw unremovable(one);
    for (const path of own) remove.add(path);
  }
  if (remove.size > 0) {
    for (const one of installed) {
      if (going.includes(one)) continue;
      for (const path of (await filesOfPackage(files, one, budget)) ?? []) remove.delete(path);
    }
  }
  const { write, notes } = layOutAll(coming, platform);
  await refuseOverwriting(files, platform, write, remove);
  return { remove: [...remove], write, keep: [platform.sitePackages, '/workspace', '/tmp'], notes };
}

/** The files of several wheels by their path, and which of them lie on top of another's. */
export function layOutAll(
  coming: readonly ResolvedPackage[],
  platform: Platform,
): { write: Map<string, InstalledFile>; notes: string[] } {
  const write = new Map<string, InstalledFile>();
  const owners = new Map<string, string>();
  const notes: string[] = [];
  for (const { name, version, wheel, origin } of coming) {
    const label = `${name} ${version}`;
    for (const [path, file] of layOutWheel(wheel, origin, platform)) {
      const other = write.get(path);
      if (other !== undefined && !Buffer.from(other.content).equals(file.content)) {
        notes.push(
          `${owners.get(path)} and ${label} both have ${path}; that of ${label} was taken`,
        );
      }
      write.set(path, file);
      owners.set(path, label);
    }
  }
  return { write, notes };
}

/**
 * Below the folder of packages one may write over another, as everywhere; elsewhere are files of the
 * program and of the interpreter.
 */
async function refuseOverwriting(
  files: PackageFiles,
  platform: Platform,
  write: ReadonlyMap<string, InstalledFile>,
  remove: ReadonlySet<string>,
): Promise<void> {
  const names = new Map<string, ReadonlySet<string>>();
  for (const path of write.keys()) {
    if (path.startsWith(`${platform.sitePackages}/`) || remove.has(path)) continue;
    const folder = posix.dirname(path);
    let present = names.get(folder);
    if (present === undefined) {
      present = new Set(await files.listDir(folder).catch(() => []));
      names.set(folder, present);
    }
    if (!present.has(posix.basename(path))) continue;
    throw new PackageError(
      'install_failed',
      `A file that would be installed as ${path} is in the way of another; remove that one first`,
    );
  }
}

function unremovable({ metadata, distInfo }: InstalledPackage): PackageError {
  return new PackageError(
    'package_unremovable',
    `${metadata.name} ${metadata.version} cannot be removed: ${distInfo} has no RECORD of its files; ` +
      'remove the folder and its files yourself',
  );
}
