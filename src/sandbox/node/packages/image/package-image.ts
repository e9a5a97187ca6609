import { createHash } from 'node:crypto';
import {
  defaultCacheDir,
  type ImageBuildReason,
  makeAside,
  type OpenImage,
  openOrMake,
} from '../../image-cache.ts';
import type { Launcher } from '../../launcher.ts';
import type { RuntimeFiles } from '../../runtime-files.ts';
import { bakeImage } from './bake-image.ts';

import type { PinnedPackages } from './pinned-packages.ts';

export interface PackageImageOptions {
  runtime: RuntimeFiles;
  /** The image without packages. */
  base: OpenImage;
  launcher: Launcher;
  /** As for the image without packages. */
  cacheDir?: string | undefined;
  sitePackages: string;
  packages: PinnedPackages;
  onBuild?: ((reason: ImageBuildReason) => void) | undefined;
}

/** Raise when something goes into a package image that neither the base nor the identity tells. */
const FORMAT = 2;

/** Sets by cache folder and key: their descriptors serve every session of this process. */
const opened = new Map<string, Promise<OpenImage>>();

/**
 * Opens the image of a set of packages, making it from `base` where there is none. It is kept beside
 * the others under a key of its own, so that the next start needs neither network nor imports.
 */
export function openPackageImage(options: PackageImageOptions): Promise<OpenImage> {
  const { base, cacheDir = defaultCacheDir(), packages, onBuild } = options;
  const key = createHash('sha256')
    .update(JSON.stringify([FORMAT, base.sha256, packages.identity]))
    .digest('hex')
    .slice(0, 32);
  const make = async (draft: string): Promise<void> =>
    bakeImage({ ...options, image: base.fd, files: await packages.files() }, draft);
  const told = (reason: ImageBuildReason['reason']): void =>
    onBuild?.({ reason, folder: cacheDir });
  if (base.ownedBySandbox) {
    // A base of its own is for one sandbox, and so is what is made from it.
    told('packages');
    return makeAside(make).then((image) => ({ ...image, ownedBySandbox: true }));
  }
  const place = JSON.stringify([cacheDir, key]);
  const known = opened.get(place);
  if (known !== undefined) return known;
  const onMake = (reason: 'absent' | 'unwritable'): void =>
    told(reason === 'absent' ? 'packages' : reason);
  const opening = openOrMake(cacheDir, key, { make, onMake }).then((image) => ({
    ...image,
    ownedBySandbox: false,
  }));
  opened.set(place, opening);
  opening.catch(() => opened.delete(place));
  return opening;
}
