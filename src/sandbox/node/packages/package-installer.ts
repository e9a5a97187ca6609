import type { GivenChanges } from '../file-changes.ts';
import type { GuardedFetch } from '../network/http-exchange.ts';
import { DEFAULT_INDEX_URL } from './index/network.ts';
import {
  type InstalledPackage,
  installedPackages,
  type PackageFiles,
} from './installed/installed-packages.ts';
import { planChanges } from './installed/plan-changes.ts';
import { PackageError } from './package-error.ts';
import type { Platform } from './platform.ts';
import type { ShowInstallProgress } from './progress.ts';
import { normalizeName } from './requirement/package-name.ts';
import { parseRequirement } from './requirement/parse-requirement.ts';
import { type Resolution, resolvePackages } from './resolve/resolve-packages.ts';
import { WheelSource } from './resolve/wheel-source.ts';
import { Space } from './wheel/space.ts';

/** What packages need of one live sandbox. */
export interface PackageSandbox extends PackageFiles {
  /** All of it or nothing. */
  changeFiles(folder: string, changes: GivenChanges): Promise<void>;
  /** Its way to the network; undefined for none. */
  readonly fetch?: GuardedFetch | undefined;
}

export interface PackageInstallerOptions {
  /** The sandbox of this moment: a session can be restarted. */
  sandbox: () => PackageSandbox;
  platform: Platform;
  /** Root of the simple repository API. Default: the public index. */
  indexUrl?: string | undefined;
  /** Room for files, in bytes. */
  diskBytes: number;
  /** Longest wait for one answer of the network, in milliseconds. Default: a minute. */
  requestMs?: number | undefined;
}

export interface InstallRequest {
  requirements: readonly string[];
  /** Where relative paths begin. */
  cwd: string;
  /** Install what the packages need. Default true. */
  deps?: boolean | undefined;
  /** Take pre-releases too. Default false. */
  pre?: boolean | undefined;
  /** Take the newest even where what is installed would do. Default false. */
  upgrade?: boolean | undefined;
  /** Put what is installed in place again. Default false. */
  reinstall?: boolean | undefined;
  /** Instead of the session's index. */
  indexUrl?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ShowInstallProgress | undefined;
}

/** What an install did. */
export interface InstallReport extends Resolution {
  /** Versions that were there before and are not any more, by normalized name. */
  replaced: ReadonlyMap<string, string>;
}

/** Installs, lists and removes packages of one session; requests take turns. */
export class PackageInstaller {
  readonly #options: PackageInstallerOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PackageInstallerOptions) {
    this.#options = options;
  }

  get platform(): Platform {
    return this.#options.platform;
  }

  /**
   * Installs what is asked for and all it needs, or nothing.
   *
   * @throws PackageError
   */
  install(request: InstallRequest): Promise<InstallReport> {
    return this.#inTurn(() => this.#install(request));
  }

  /** Everything that is installed, by name. */
  list(): Promise<InstalledPackage[]> {
    return this.#inTurn(() =>
      installedPackages(this.#options.sandbox(), this.#options.platform.sitePackages),
    );
  }

  /** Removes packages with all their files, or nothing; returns those that were there. */
  uninstall(names: readonly string[]): Promise<InstalledPackage[]> {
    return this.#inTurn(async () => {
      const { platform } = this.#options;
      const sandbox = this.#options.sandbox();
      const installed = await installedPackages(sandbox, platform.sitePackages);
      const wanted = new Set(names.map(normalizeName));
      const going = installed.filter(({ metadata }) => wanted.has(metadata.key));
      if (going.length === 0) return going;
      const changes = await planChanges(sandbox, platform, installed, going, []);
      await sandbox.changeFiles(platform.sitePackages, changes);
      return going;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #install(request: InstallRequest): Promise<InstallReport> {
    const { platform, diskBytes, requestMs } = this.#options;
    const { cwd, signal, deps = true, pre = false, upgrade = false, reinstall = false } = request;
    const indexUrl = request.indexUrl ?? this.#options.indexUrl ?? DEFAULT_INDEX_URL;
    const onProgress: ShowInstallProgress = request.onProgress ?? (() => {});
    const sandbox = this.#options.sandbox();
    const fetch = sandbox.fetch;
    const requirements = request.requirements.map((text) => parseRequirement(text, cwd));
    const installed = await installedPackages(sandbox, platform.sitePackages);
    const rules = { platform, pre, binary: 'refuse' } as const;
    const resolution = await resolvePackages({
      requirements,
      installed: new Map(installed.map((one) => [one.metadata.key, one])),
      rules,
      source: new WheelSource({
        network: { fetch, indexUrl, signal, requestMs },
        readFile: (path) => sandbox.readFile(path),
        rules,
        space: new Space(diskBytes),
        maxBytes: diskBytes,
        onProgress,
      }),
      deps,
      upgrade,
      reinstall,
    });
    const { packages } = resolution;
    const coming = new Set(packages.map(({ wheel }) => wheel.name.key));
    const going = installed.filter(({ metadata }) => coming.has(metadata.key));
    const replaced = new Map(going.map(({ metadata }) => [metadata.key, metadata.version]));
    if (packages.length === 0) return { ...resolution, replaced };
    const { notes, ...changes } = await planChanges(sandbox, platform, installed, going, packages);
    signal?.throwIfAborted();
    onProgress({
      step: 'installing',
      packages: packages.map(({ name, version }) => ({ name, version })),
    });
    await this.#apply(
      sandbox,
      changes,
      packages.map(({ name, version }) => `${name} ${version}`),
    );
    return { ...resolution, notes: [...resolution.notes, ...notes], replaced };
  }

  async #apply(
    sandbox: PackageSandbox,
    changes: GivenChanges,
    labels: readonly string[],
  ): Promise<void> {
    try {
      await sandbox.changeFiles(this.#options.platform.sitePackages, changes);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code !== 'session_file') throw error;
      const shown = labels.slice(0, 5).join(', ') + (labels.length > 5 ? ' and others' : '');
      throw new PackageError('install_failed', `Cannot install ${shown}: ${message}`, {
        cause: error,
      });
    }
  }
}
