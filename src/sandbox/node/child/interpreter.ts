import { constants } from 'node:fs';
import { compileInterpreter } from './compile-interpreter.ts';
import type { EmscriptenModule, WasmImports } from './emscripten.ts';
import { runGlue } from './glue.ts';
import { capHeap } from './heap-cap.ts';
import type { Image, ImageFile } from './image-file.ts';
import type { ImportGate } from './import-gate.ts';
import { leaveOutAddresses } from './lean-table.ts';
import type { Linkage } from './libraries/linkage.ts';
import { relinkLibraries } from './libraries/relink-libraries.ts';
import { moduleSettings } from './module-settings.ts';
import { type WasmModule, webAssembly } from './web-assembly.ts';

export interface InterpreterOptions {
  /** Folder of the `pyodide` package. */
  pyodideDir: string;
  image: Image;
  /** The interpreter's code where somebody else compiles it. */
  wasm?: Promise<WasmModule>;
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
  /**
   * Makes it the interpreter of the image. Called once, when nothing is open any more that is closed
   * to programs: libraries are linked again, and a library can have code that runs then.
   */
  loadMemory(): void;
}

/**
 * Restores the interpreter from an image. Pyodide's glue makes its module as always, only told other
 * settings than by its loader; the bridge between Python and JavaScript, which the loader would set
 * up next, is never made.
 */
export async function restoreInterpreter(options: InterpreterOptions): Promise<Interpreter> {
  allowBootUnderPermissionModel();
  const { image, pyodideDir, gate, wasm = compileInterpreter(pyodideDir) } = options;
  const { createModule } = runGlue(pyodideDir, image.readGlue());
  const linkage = {} as Linkage;
  const module = await new Promise<EmscriptenModule>((resolve, reject) => {
    const settings = moduleSettings(pyodideDir, (imports, done) => {
      capHeap(imports, options.memoryBytes);
      replaceSignalCheck(imports, options.takeSignal);
      gate.wrap(imports);
      wasm.then((compiled) => {
        const instance = new webAssembly.Instance(compiled, imports);
        linkage.env = imports.env ?? {};
        linkage.exports = instance.exports;
        leaveOutAddresses(settings, imports);
        done(instance, compiled);
      }, reject);
    });
    createModule(settings).then(resolve, reject);
  });
  // The interpreter alone has what it needs; what packages took counts, and growing here is not capped.
  const tooLarge = image.meta.link !== undefined && image.heapBytes > options.memoryBytes;
  const missing = image.heapBytes - module.HEAPU8.length;
  if (tooLarge || (missing > 0 && !module._emscripten_resize_heap(image.heapBytes))) {
    throw new Error('the image needs more memory than limit memoryBytes allows');
  }
  linkage.table = module.wasmTable;
  // From here on nothing needs more than a program may.
  gate.lock();
  const files = image.readFiles();
  return {
    module,
    linkage,
    files,
    loadMemory() {
      const { link } = image.meta;
      if (link !== undefined) relinkLibraries(linkage, link, files);
      const heap = module.HEAPU8;
      // Linking has written their data as it once was, also where the image has empty pages.
      for (const { memoryBase, memoryBytes } of link?.libraries ?? []) {
        heap.fill(0, memoryBase, memoryBase + memoryBytes);
      }
      image.copyInto(heap);
    },
  };
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
