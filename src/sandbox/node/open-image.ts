import { type OpenImage, openInterpreterImage } from './image-cache.ts';
import type { Launcher } from './launcher.ts';
import { BAKE_DISK_BYTES } from './packages/image/bake-image.ts';
import { openPackageImage } from './packages/image/package-image.ts';
import { pinPackages } from './packages/image/pinned-packages.ts';
import { readPlatform } from './packages/platform.ts';
import type { RuntimeFiles } from './runtime-files.ts';
import type { SandboxOptions } from './sandbox.ts';

/** Opens the image that a sandbox of these options starts from, making it where there is none. */
export async function openImageFor(
  options: SandboxOptions,
  runtime: RuntimeFiles,
  launcher: Launcher,
): Promise<OpenImage> {
  const { packages: given = [], packageIndexUrl: indexUrl, allowedHosts = [], cacheDir } = options;
  const platform = readPlatform(runtime.pyodideDir);
  // Before anything is made: a set that is not pinned is a mistake of the caller.
  const packages =
    given.length === 0
      ? null
      : await pinPackages(given, { platform, indexUrl, allowedHosts, maxBytes: BAKE_DISK_BYTES });
  const base = await openInterpreterImage({
    files: runtime,
    cacheDir,
    hashSeed: options.hashSeed,
    onBuild: options.onImageBuild,
  });
  if (packages === null) return base;
  return openPackageImage({
    runtime,
    base,
    launcher,
    cacheDir,
    packages,
    sitePackages: platform.sitePackages,
    onBuild: options.onImageBuild,
  });
}
