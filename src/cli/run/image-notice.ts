import type { ImageBuildReason } from '../../sandbox/node/image-cache.ts';

/** Said before an image is made: the terminal would be empty for seconds. */
export function imageNotice({ reason, folder }: ImageBuildReason): string {
  switch (reason) {
    case 'unwritable':
      return `The cache folder ${folder} cannot be written, so each start takes seconds; set CAUSEWAY_CACHE_DIR`;
    case 'packages':
      return 'Fetching the packages and importing them (once for this set) …';
    case 'absent':
    case 'fresh':
      return 'Preparing Python (once, a few seconds) …';
  }
}
