import type { ImageFile } from '../image-file.ts';
import { type WasmInstance, type WasmModule, webAssembly } from '../web-assembly.ts';
import { compileLibrary } from './library-code.ts';
import type { LibraryRecord, LinkRecord } from './library-record.ts';
import type { Linkage } from './linkage.ts';

/**
 * Links the libraries of an image again where they lay when it was made. Called on a fresh
 * interpreter as large as the image, before the image's memory is put over it: what a library
 * writes when it is instantiated is then replaced by what it had become.
 */
export function relinkLibraries(
  linkage: Linkage,
  record: LinkRecord,
  files: readonly ImageFile[],
): void {
  const { table, exports } = linkage;
  if (table.length !== record.tableStart) {
    throw new Error('the image is of another interpreter: its function table is of another length');
  }
  table.grow(record.tableEnd - record.tableStart);
  const instances: WasmInstance[] = [];
  for (const library of record.libraries) {
    const file = files.find(({ path }) => path === library.path);
    if (file === undefined) throw new Error(`the image lacks its library ${library.path}`);
    instantiate(compileLibrary(file.content), library, linkage, instances);
  }
  for (const [index, library, name] of record.libraryFunctions) {
    table.set(index, instances[library]?.exports[name]);
  }
  for (const [index, name] of record.interpreterFunctions) {
    table.set(index, exports[name]);
  }
}

/** Adds what it makes to `instances`. */
function instantiate(
  module: WasmModule,
  { memoryBase, tableBase, addresses }: LibraryRecord,
  { env }: Linkage,
  instances: WasmInstance[],
): void {
  const imports: Record<string, Record<string, unknown>> = Object.create(null);
  for (const from of ['env', 'GOT.mem', 'GOT.func', 'wasi_snapshot_preview1']) {
    imports[from] = Object.create(null);
  }
  const addressOf = (value: number | undefined): unknown =>
    new webAssembly.Global({ value: 'i32', mutable: true }, value ?? 0);
  const place = instances.length;
  for (const { module: from, name, kind } of webAssembly.Module.imports(module)) {
    const namespace = imports[from];
    if (namespace === undefined) throw new Error(`a library imports from ${from}`);
    if (from === 'GOT.mem') namespace[name] = addressOf(addresses.memory[name]);
    else if (from === 'GOT.func') namespace[name] = addressOf(addresses.functions[name]);
    else if (name === '__memory_base') namespace[name] = memoryBase;
    else if (name === '__table_base') namespace[name] = tableBase;
    else if (env[name] !== undefined) namespace[name] = env[name];
    else if (kind === 'function') namespace[name] = libraryFunction(name, place, instances);
  }
  instances.push(new webAssembly.Instance(module, imports));
}

/**
 * A function that a library itself exports, or one that it is linked to: known only once all are
 * there.
 */
function libraryFunction(
  name: string,
  place: number,
  instances: readonly WasmInstance[],
): (...args: unknown[]) => unknown {
  let found: unknown;
  return (...args) => {
    found ??= [instances[place], ...instances].find((one) => one?.exports[name])?.exports[name];
    if (typeof found !== 'function') throw new Error(`nothing exports ${name}`);
    return found(...args);
  };
}
