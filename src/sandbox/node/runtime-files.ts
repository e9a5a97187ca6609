import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that a sandbox process is made of, with symbolic links resolved. */
export interface RuntimeFiles {
  /** Folder of the `pyodide` package. */
  pyodideDir: string;
  pyodideVersion: string;
  /** Our `sandbox` folder: what the process may read besides Pyodide. */
  sandboxDir: string;
  /** The guest's Python files. */
  guestDir: string;
  /** Entry of the sandbox process. */
  mainFile: string;
  /** Program that makes the interpreter image. */
  imageBuilder: string;
}

let found: RuntimeFiles | undefined;

/** Finds the files beside this module: sources run from sources, the built package from itself. */
export function runtimeFiles(): RuntimeFiles {
  if (found !== undefined) return found;
  const require = createRequire(import.meta.url);
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
  const manifest = require.resolve('pyodide/package.json');
  found = {
    pyodideDir: dirname(realpathSync(manifest)),
    pyodideVersion: (require(manifest) as { version: string }).version,
    sandboxDir: dirname(here),
    guestDir: join(dirname(here), 'common', 'guest'),
    mainFile: join(here, 'child', `main${extension}`),
    imageBuilder: join(here, 'child', `build-image${extension}`),
  };
  return found;
}
