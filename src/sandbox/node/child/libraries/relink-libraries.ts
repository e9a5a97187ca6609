import type { ImageFile } from '../image-file.ts';
import { type WasmInstance, type WasmModule, webAssembly } from '../web-assembly.ts';
import type { LibraryRecord, LinkRecord } from './library-record.ts';
import type { Linkage } from './linkage.ts';

/**
 * Links the libraries of an image again where they lay when it was made. Called on a fresh
 * interpreter as large as the image, before the image's memory is put over it: what a library
 * writes when it is instantiated is then replaced by what it had become.
 */
export function relinkLibraries(
  { table, exports, env }: Linkage,
  record: LinkRecord,
  files: readonly ImageFile[],
): void {
  if (table.length !== record.tableStart) {
    throw new Error('the image is of another interpreter: its function table is of another length');
  }
  table.grow(record.tableEnd - record.tableStart);
  const instances = record.libraries.map((library) => {
    const file = files.find(({ path }) => path === library.path);
    if (file === undefined) throw new Error(`the image lacks its library ${library.path}`);
    return instantiate(new webAssembly.Module(file.content), library, env);
  });
  for (const [index, library, name] of record.libraryFunctions) {
    table.set(index, instances[library]?.exports[name]);
  }
  for (const [index, name] of record.interpreterFunctions) {
    table.set(index, exports[name]);
  }
}

function instantiate(
  module: WasmModule,
  { memoryBase, tableBase, addresses }: LibraryRecord,
  env: Record<string, unknown>,
): WasmInstance {
  const own: Record<string, unknown> = { __memory_base: memoryBase, __table_base: tableBase };
  const imports: Record<string, Record<string, unknown>> = {
    env: own,
    'GOT.mem': {},
    'GOT.func': {},
    wasi_snapshot_preview1: {},
  };
  const addressOf = (value: number | undefined): unknown =>
    new webAssembly.Global({ value: 'i32', mutable: true }, value ?? 0);
  let instance: WasmInstance | undefined;
  for (const { module: from, name, kind } of webAssembly.Module.imports(module)) {
    const namespace = imports[from];
    if (namespace === undefined) throw new Error(`a library imports from ${from}`);
    if (from === 'GOT.mem') namespace[name] = addressOf(addresses.memory[name]);
    else if (from === 'GOT.func') namespace[name] = addressOf(addresses.functions[name]);
    else if (name in namespace) continue;
    else if (env[name] !== undefined) namespace[name] = env[name];
    else if (kind === 'function') {
      // A library may import what it exports itself: known once it is there.
      namespace[name] = (...args: unknown[]) => {
        const found = instance?.exports[name];
        if (typeof found !== 'function') throw new Error(`nothing exports ${name}`);
        return found(...args);
      };
    }
  }
  instance = new webAssembly.Instance(module, imports);
  return instance;
}
