import { createRequire } from 'node:module';
import { LOADED_PACKAGES } from '../loaded-packages.ts';

export type ShellLibrary = typeof import('just-bash');

/**
 * Loads the shell library, and the packages that it would load later: when the first command runs,
 * this process can read no file any more.
 */
export function loadLibrary(file: string): ShellLibrary {
  const require = createRequire(file);
  const library = require(file) as ShellLibrary;
  for (const name of LOADED_PACKAGES) require(name);
  return library;
}
