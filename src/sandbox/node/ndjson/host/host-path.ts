import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the script that serves the host protocol, for `node PATH`. The package exports it
 * as `causeway/host`, and `causeway host` is the same.
 */
export function resolveNodeHostPath(): string {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return fileURLToPath(new URL(`./main${extension}`, import.meta.url));
}
