import { createHash } from 'node:crypto';
import type { KnownLibrary } from '../config.ts';
import {
  type ModuleConstructor,
  type WasmGlobal,
  type WasmImport,
  type WasmInstance,
  type WasmModule,
  webAssembly,
} from '../web-assembly.ts';
import { compileLibrary, DYNAMIC } from './library-code.ts';
import type { LibraryRecord, LinkRecord } from './library-record.ts';
import type { Linkage } from './linkage.ts';

interface Loaded {
  path: string;
  module: WasmModule;
  imports: Record<string, Record<string, unknown>>;
  instance: WasmInstance;
}

/**
 * Lets Python load dynamic libraries whose bytes are known, and no others, and notes how each was
 * linked. Only for a process that makes an image: it takes the place of WebAssembly's constructors.
 */
export class LibraryLoader {
  readonly #pathByHash: ReadonlyMap<string, string>;
  readonly #pathByModule = new WeakMap<WasmModule, string>();
  readonly #loaded: Loaded[] = [];
  readonly #linkage: Linkage;
  readonly #tableStart: number;

  constructor(linkage: Linkage, known: readonly KnownLibrary[]) {
    this.#linkage = linkage;
    this.#pathByHash = new Map(known.map(({ path, sha256 }) => [sha256, path]));
    this.#tableStart = linkage.table.length;
    const { Module, Instance } = webAssembly;
    const admit = (bytes: Uint8Array): WasmModule => this.#admit(bytes, Module);
    const note = (made: Loaded): void => void this.#loaded.push(made);
    const pathOf = (made: WasmModule): string | undefined => this.#pathByModule.get(made);
    webAssembly.Module = new Proxy(Module, { construct: (_, [bytes]) => admit(bytes) });
    webAssembly.Instance = new Proxy(Instance, {
      construct(_, [wanted, imports]) {
        const instance = new Instance(wanted, imports);
        const path = pathOf(wanted);
        if (path !== undefined) note({ path, module: wanted, imports, instance });
        return instance;
      },
    });
  }

  #admit(bytes: Uint8Array, Module: ModuleConstructor): WasmModule {
    const path = this.#pathByHash.get(createHash('sha256').update(bytes).digest('hex'));
    if (path !== undefined) {
      const library = compileLibrary(bytes);
      this.#pathByModule.set(library, path);
      return library;
    }
    const module = new Module(bytes);
    if (isConverter(Module.imports(module))) return module;
    throw new Error('it is not a library of the packages');
  }

  /** Throws when something is in the function table that could not be put there again. */
  record(): LinkRecord {
    const { table, exports } = this.#linkage;
    const record: LinkRecord = {
      libraries: this.#loaded.map(describe),
      tableStart: this.#tableStart,
      tableEnd: table.length,
      libraryFunctions: [],
      interpreterFunctions: [],
    };
    const ownTables = this.#loaded.map(({ module, imports }) => ownTable(module, imports));
    const exported = new Map<unknown, [library: number, name: string]>();
    for (const [library, { instance }] of this.#loaded.entries()) {
      for (const [name, value] of Object.entries(instance.exports)) {
        if (typeof value === 'function') exported.set(value, [library, name]);
      }
    }
    const interpreter = new Map<unknown, string>();
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value === 'function') interpreter.set(value, name);
    }
    for (let index = this.#tableStart; index < table.length; index += 1) {
      const entry = table.get(index);
      // Instantiating a library fills its own part of the table.
      if (entry === null || ownTables.some(([first, end]) => index >= first && index < end))
        continue;
      const byLibrary = exported.get(entry);
      const byInterpreter = interpreter.get(entry);
      if (byLibrary !== undefined) record.libraryFunctions.push([index, ...byLibrary]);
      else if (byInterpreter !== undefined)
        record.interpreterFunctions.push([index, byInterpreter]);
      else throw new Error(`function ${index} of the table is nobody's export`);
    }
    return record;
  }
}

/**
 * The linker makes small modules of its own to call JavaScript through the table. Nothing else can be
 * linked that imports what they do.
 */
function isConverter(imports: readonly WasmImport[]): boolean {
  const [{ module, name } = {} as WasmImport, ...more] = imports;
  return module === 'e' && name === 'f' && more.length === 0;
}

function describe({ path, module, imports }: Loaded): LibraryRecord {
  const addresses: LibraryRecord['addresses'] = { memory: {}, functions: {} };
  for (const { module: from, name } of webAssembly.Module.imports(module)) {
    const address = imports[from]?.[name] as WasmGlobal;
    if (from === 'GOT.mem') addresses.memory[name] = address.value;
    if (from === 'GOT.func') addresses.functions[name] = address.value;
  }
  return {
    path,
    memoryBase: Number(imports.env?.__memory_base),
    memoryBytes: sizesOf(module).memory,
    tableBase: Number(imports.env?.__table_base),
    addresses,
  };
}

/** First and end of the part of the table that a library asked for, from its `dylink.0` section. */
function ownTable(
  module: WasmModule,
  imports: Loaded['imports'],
): readonly [first: number, end: number] {
  const first = Number(imports.env?.__table_base);
  return [first, first + sizesOf(module).table];
}

/** What a library asks for: the first and third number of the memory subsection. */
function sizesOf(module: WasmModule): { memory: number; table: number } {
  const [content = new ArrayBuffer(0)] = webAssembly.Module.customSections(module, DYNAMIC);
  const section = new Uint8Array(content);
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = section[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < section.length) {
    const kind = section[at++];
    const length = number();
    const end = at + length;
    if (kind === 1) {
      const memory = number();
      // Its alignment.
      number();
      return { memory, table: number() };
    }
    at = end;
  }
  return { memory: 0, table: 0 };
}
