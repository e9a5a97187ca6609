import { realpathSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LOADED_PACKAGES } from './loaded-packages.ts';

/** Files that a shell process is made of, with symbolic links resolved. */
export interface ShellRuntime {
  /** The shell library, one file. */
  libraryFile: string;
  /** Folders the process has to read. */
  folders: string[];
  /** Entry of the shell process. */
  mainFile: string;
}

let found: ShellRuntime | undefined;

/** Finds the files beside this module: sources run from sources, the built package from itself. */
export function shellRuntime(): ShellRuntime {
  if (found !== undefined) return found;
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
  // The one-file build: the other one is read piece by piece, when the process reads no more.
  const libraryFile = realpathSync(createRequire(import.meta.url).resolve('just-bash'));
  const folders = new Set([dirname(dirname(here))]);
  folders.add(packageFolder('just-bash', import.meta.url));
  const base = pathToFileURL(libraryFile).href;
  for (const name of LOADED_PACKAGES) addWithDependencies(name, base, folders);
  found = {
    libraryFile,
    folders: [...folders],
    mainFile: join(here, 'child', `main${extension}`),
  };
  return found;
}

function addWithDependencies(name: string, base: string, folders: Set<string>): void {
  const folder = packageFolder(name, base);
  if (folders.has(folder)) return;
  folders.add(folder);
  const manifest = join(folder, 'package.json');
  const { dependencies = {} } = createRequire(base)(manifest) as {
    dependencies?: Record<string, string>;
  };
  const inside = pathToFileURL(manifest).href;
  for (const dependency of Object.keys(dependencies)) {
    addWithDependencies(dependency, inside, folders);
  }
}

function packageFolder(name: string, base: string): string {
  const manifest = findPackageJSON(name, base);
  if (manifest === undefined) throw new Error(`Package ${name}, which the shell needs, is missing`);
  return dirname(realpathSync(manifest));
}
