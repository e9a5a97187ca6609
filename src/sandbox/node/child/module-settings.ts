import { readFileSync } from 'node:fs';
import type { EmscriptenModule, EmscriptenSettings } from './emscripten.ts';

/**
 * What Pyodide's loader would tell the glue, as far as an interpreter whose memory comes from an
 * image needs it: no main program, no packages, no bridge to JavaScript, and the standard library.
 */
export function moduleSettings(
  pyodideDir: string,
  instantiateWasm: EmscriptenSettings['instantiateWasm'],
): EmscriptenSettings {
  return {
    API: {
      config: { jsglobals: Object.freeze(Object.create(null)) },
      runtimeEnv: { IN_NODE: true, IN_NODE_ESM: true },
    },
    // Without a main program the memory stays as it is made: ready to be replaced.
    noInitialRun: true,
    arguments: [],
    thisProgram: '/usr/bin/python3',
    stdin: () => null,
    stdout() {},
    stderr() {},
    print() {},
    printErr() {},
    preRun: [(module) => makeFiles(module, pyodideDir)],
    instantiateWasm,
  };
}

function makeFiles({ FS, HEAPU32, _Py_Version }: EmscriptenModule, pyodideDir: string): void {
  const version = HEAPU32[_Py_Version >>> 2] ?? 0;
  const [major, minor] = [version >>> 24, (version >>> 16) & 255];
  FS.mkdirTree(`/lib/python${major}.${minor}/site-packages`);
  FS.mkdirTree(`/lib/python${major}.${minor}/lib-dynload`);
  const library = readFileSync(`${pyodideDir}/python_stdlib.zip`);
  FS.writeFile(`/lib/python${major}${minor}.zip`, library, { canOwn: true });
  FS.mkdirTree('/workspace');
  FS.chdir('/workspace');
}
