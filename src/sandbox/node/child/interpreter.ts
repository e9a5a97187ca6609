import { constants } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type {
  CreateModule,
  EmscriptenModule,
  EmscriptenSettings,
  WasmImports,
} from './emscripten.ts';
import { capHeap } from './heap-cap.ts';
import type { Image, ImageFile } from './image-file.ts';
import type { ImportGate } from './import-gate.ts';
import type { Linkage } from './libraries/linkage.ts';
import { relinkLibraries } from './libraries/relink-libraries.ts';
import type { WasmInstance } from './libraries/web-assembly.ts';

export interface InterpreterOptions {
  /** Folder of the `pyodide` package. */
  pyodideDir: string;
  image: Image;
  /** Locked when this resolves. */
  gate: ImportGate;
  memoryBytes: number;
  /** Called at Python's check points, many times a second: the signal to raise, or 0. */
  takeSignal: () => number;
}

export interface Interpreter {
  module: EmscriptenModule;
  linkage: Linkage;
  /** Files that came with the image; they are not in the file system yet. */
  files: readonly ImageFile[];
}

/**
 * Restores the interpreter from an image, through Pyodide's own loader up to the point where it
 * would set up its bridge to JavaScript: that bridge is never made. Loader and module are the stock
 * files; what differs is what we answer when the loader asks for its module.
 */
export async function restoreInterpreter(options: InterpreterOptions): Promise<Interpreter> {
  allowBootUnderPermissionModel();
  const file = (name: string): string => pathToFileURL(`${options.pyodideDir}/${name}`).href;
  const [{ loadPyodide }, { default: createModule }] = (await Promise.all([
    import(file('pyodide.mjs')),
    import(file('pyodide.asm.mjs')),
  ])) as [{ loadPyodide(options: object): Promise<unknown> }, { default: CreateModule }];
  return new Promise((resolve, reject) => {
    const linkage = {} as Linkage;
    const intercept = async (settings: EmscriptenSettings): Promise<never> => {
      // Without a main program the memory stays as the loader leaves it: ready to be replaced.
      settings.noInitialRun = true;
      // Package lists are read once this resolves; the interpreter has no packages.
      settings.API.lockFilePromise = new Promise(() => {});
      settings.stdin = () => null;
      settings.stdout = settings.stderr = () => {};
      const instantiate = settings.instantiateWasm;
      settings.instantiateWasm = (imports, done) => {
        capHeap(imports, options.memoryBytes);
        replaceSignalCheck(imports, options.takeSignal);
        options.gate.wrap(imports);
        return instantiate(imports, (instance, wasm) => {
          linkage.env = imports.env ?? {};
          linkage.exports = (instance as WasmInstance).exports;
          done(instance, wasm);
        });
      };
      const module = await createModule(settings);
      linkage.table = module.wasmTable;
      const missing = options.image.heapBytes - module.HEAPU8.length;
      if (missing > 0 && !module._emscripten_resize_heap(options.image.heapBytes)) {
        throw new Error('the image needs more memory than limit memoryBytes allows');
      }
      // From here on nothing needs more than a program may: libraries are linked behind the gate.
      options.gate.lock();
      const files = options.image.readFiles();
      const { link } = options.image.meta;
      if (link !== undefined) relinkLibraries(linkage, link, files);
      options.image.copyInto(module.HEAPU8);
      resolve({ module, linkage, files });
      return new Promise<never>(() => {});
    };
    loadPyodide({
      createPyodideModule: (settings: EmscriptenSettings) =>
        intercept(settings).catch((error) => {
          reject(error);
          throw error;
        }),
      indexURL: options.pyodideDir,
      jsglobals: Object.freeze(Object.create(null)),
      lockFileContents: '{}',
      packageBaseUrl: 'file:///nowhere/',
      env: { HOME: '/workspace' },
      _sysExecutable: '/usr/bin/python3',
      stdout: () => {},
      stderr: () => {},
    }).catch(reject);
  });
}

/**
 * The stock check reads a shared byte and then clears it: a signal that arrives in between is lost,
 * one in four for a busy loop. Ours takes it in one step.
 */
function replaceSignalCheck(imports: WasmImports, takeSignal: () => number): void {
  const name = '_Py_CheckEmscriptenSignals_Helper';
  const env = imports.env as Record<string, unknown>;
  const { sig } = env[name] as { sig: string };
  env[name] = Object.assign(() => takeSignal(), { sig });
}

/** Emscripten's host file system asks for constants by a road that the permission model closes. */
function allowBootUnderPermissionModel(): void {
  if (!('permission' in process) || process.permission === undefined) return;
  Object.defineProperty(process, 'binding', {
    configurable: true,
    value: (name: string) => {
      if (name !== 'constants') throw new Error(`no binding named ${name}`);
      return { fs: constants };
    },
  });
}
