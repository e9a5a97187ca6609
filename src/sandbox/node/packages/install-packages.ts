import { callViewer } from '../call-viewer.ts';
import { PackageError } from './package-error.ts';
import type { PackageInstaller } from './package-installer.ts';
import type { InstallProgress } from './progress.ts';

export interface InstallPythonPackagesOptions {
  /** Install what the packages need. Default true. */
  deps?: boolean;
  /** Take pre-releases too, also where none is asked for. Default false. */
  pre?: boolean;
  /** Take the newest version even where the installed one would do. Default false. */
  upgrade?: boolean;
  /** Put packages in place again that are installed already. Default false. */
  reinstall?: boolean;
  /** Accepted for compatibility and ignored: an install is done as a whole or not at all. */
  keepGoing?: boolean;
  /** Aborting rejects with the signal's reason; nothing is installed then. */
  signal?: AbortSignal;
  /** Called with each step; what it throws is a Node warning and no more. */
  onProgress?: (progress: InstallProgress) => void;
}

/** What came of an install. */
export interface InstallResult {
  /** One for each requirement, in their order; without a name where its marker does not hold. */
  installed: { requirement: string; name?: string; version?: string }[];
  /** As they were given. */
  requirements: string[];
  /** Everything that was put in place, needed packages included. */
  packages: { name: string; version: string }[];
  /** Facts to know, one sentence each; absent when there is nothing to tell. */
  notes?: string[];
}

/**
 * Installs packages into a live session: all of them or, with one clear error, none.
 *
 * @throws PackageError
 */
export async function installPackages(
  installer: PackageInstaller,
  cwd: string,
  given: string | readonly string[],
  options: InstallPythonPackagesOptions = {},
): Promise<InstallResult> {
  const requirements = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(requirements)) {
    throw new PackageError('requirement_invalid', 'Requirements are a text or a list of texts');
  }
  const { onProgress, deps, pre, upgrade, reinstall, signal } = options;
  const report = await installer.install({
    requirements,
    cwd,
    deps,
    pre,
    upgrade,
    reinstall,
    signal,
    ...(onProgress && {
      onProgress: (progress) => callViewer('onProgress', () => onProgress(progress)),
    }),
  });
  const { answers, packages, notes } = report;
  return {
    installed: answers.map(({ requirement, name, version }) => ({
      requirement,
      ...(name !== null && { name }),
      ...(version !== null && { version }),
    })),
    requirements: [...requirements],
    packages: packages.map(({ name, version }) => ({ name, version })),
    ...(notes.length > 0 && { notes: [...notes] }),
  };
}
