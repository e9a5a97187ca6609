import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { EmscriptenSettings } from './emscripten.ts';
import { runGlue } from './glue.ts';
import { readGlueSource } from './glue-source.ts';
import { encodeImage } from './image-file.ts';
import { createImportGate } from './import-gate.ts';
import { leaveOutAddresses } from './lean-table.ts';

/**
 * Boots stock Pyodide once, lets the guest assemble itself in it, and writes the memory as an
 * image. Runs in a process of its own, on trusted files only, before any program is near.
 * Arguments: Pyodide's folder, the guest's folder, hash seed; `stock` where the glue's own way of
 * linking is wanted, to compare with. The image goes to descriptor 3.
 */
const OUTPUT_FD = 3;
const [pyodideDir, guestDir, hashSeed, linking] = process.argv.slice(2) as [
  pyodideDir: string,
  guestDir: string,
  hashSeed: string,
  linking?: 'stock',
];

// Standard input ends with the process that wants the image.
process.stdin.on('close', () => process.exit(1)).resume();

interface Pyodide {
  FS: { mkdirTree(path: string): void; writeFile(path: string, content: Uint8Array): void };
  runPython(code: string): unknown;
  _module: { HEAPU8: Uint8Array };
}

const file = (name: string): string => pathToFileURL(join(pyodideDir, name)).href;
const { loadPyodide } = (await import(file('pyodide.mjs'))) as {
  loadPyodide(options: object): Promise<Pyodide>;
};
// Bytecode is thrown away when it was not used for a while; here it is what is wanted.
setFlagsFromString('--no-flush-bytecode');
const source = readGlueSource(pyodideDir, linking ?? 'on demand');
const glue = runGlue(pyodideDir, { source, bytecode: Buffer.alloc(0) });
// Wrapped functions take other places in the function table, and the image knows places: so the
// gate, never locked here, is in place when the image is made.
const gate = createImportGate((name) => {
  throw new Error(`${name} was called while the image was made`);
});
const pyodide = await loadPyodide({
  createPyodideModule: (settings: EmscriptenSettings) => {
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) => {
      gate.wrap(imports);
      return instantiate(imports, (instance, wasm) => {
        leaveOutAddresses(settings, imports);
        done(instance, wasm);
      });
    };
    return glue.createModule(settings);
  },
  indexURL: pyodideDir,
  jsglobals: Object.freeze(Object.create(null)),
  packageBaseUrl: 'file:///nowhere/',
  env: { HOME: '/workspace', TZ: 'UTC', LANG: 'C.UTF-8', PYTHONHASHSEED: hashSeed },
  _sysExecutable: '/usr/bin/python3',
  stdin: () => null,
  stdout: (line: string) => process.stderr.write(`${line}\n`),
  stderr: (line: string) => process.stderr.write(`${line}\n`),
});

const folder = '/causeway/_causeway';
pyodide.FS.mkdirTree(folder);
pyodide.FS.mkdirTree('/workspace');
for (const name of readdirSync(guestDir).filter((file) => file.endsWith('.py'))) {
  pyodide.FS.writeFile(`${folder}/${name}`, readFileSync(join(guestDir, name)));
}
// The files are only here while the image is made; later their code is memory.
const entry = pyodide.runPython(`
import builtins, importlib.machinery, sys
sys.dont_write_bytecode = True
sys.path.insert(0, '/workspace')
own_builtins = dict(vars(builtins))

class Loader(importlib.machinery.SourceFileLoader):
    '''Gives our modules builtins of their own: a program may change or delete the common ones.'''

    def exec_module(self, module):
        module.__builtins__ = own_builtins
        super().exec_module(module)

hook = importlib.machinery.FileFinder.path_hook((Loader, ['.py']))
sys.path_hooks.insert(0, hook)
sys.path.insert(0, '/causeway')
from _causeway import bootstrap
sys.path.remove('/causeway')
sys.path_hooks.remove(hook)
bootstrap.assemble()
id(bootstrap.entry)
`);
// V8 takes bytecode that was made with the flags it has itself.
setFlagsFromString('--flush-bytecode');
const bytecode = glue.takeBytecode();
// Pyodide's own snapshot insists on the bridge to JavaScript that the guest has just removed; the
// memory itself is all that is needed.
const heap = pyodide._module.HEAPU8;
const parts = { meta: { entry: Number(entry) }, glue: { source, bytecode }, files: [] };
for (const part of encodeImage(heap, parts)) {
  for (let at = 0; at < part.length; ) at += writeSync(OUTPUT_FD, part, at);
}
process.exit(0);
