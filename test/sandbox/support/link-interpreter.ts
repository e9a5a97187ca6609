import { readFileSync } from 'node:fs';
import type { EmscriptenModule } from '../../../src/sandbox/node/child/emscripten.ts';
import { runGlue } from '../../../src/sandbox/node/child/glue.ts';
import { readGlueSource } from '../../../src/sandbox/node/child/glue-source.ts';
import { moduleSettings } from '../../../src/sandbox/node/child/module-settings.ts';
import { runtimeFiles } from '../../../src/sandbox/node/runtime-files.ts';
import { WebAssembly } from '../abuse/support/web-assembly.ts';

/**
 * Makes an interpreter's module and prints as JSON what its glue knows of each symbol: as a member of
 * the module, as something a library imports, and as an address. Argument: how it links.
 */
interface Linked extends EmscriptenModule {
  GOT: Record<string, { value: number }>;
  GOTHandler: { get(weak: Set<string>, name: string): unknown };
  isInternalSym(name: string): boolean;
  reportUndefinedSymbols(): void;
}

const { pyodideDir } = runtimeFiles();
const linking = process.argv[2] === 'stock' ? 'stock' : 'on demand';
const source = readGlueSource(pyodideDir, linking);
const wasm = new WebAssembly.Module(readFileSync(`${pyodideDir}/pyodide.asm.wasm`));
let env: Record<string, unknown> = {};
let exports: Record<string, unknown> = {};

const { createModule } = runGlue(pyodideDir, { source, bytecode: Buffer.alloc(0) });
const module = (await createModule(
  moduleSettings(pyodideDir, (imports, done) => {
    const instance = new WebAssembly.Instance(wasm, imports) as { exports: typeof exports };
    env = imports.env ?? {};
    ({ exports } = instance);
    done(instance, wasm);
  }),
)) as Linked;

/** What a value is, in words that two processes share. */
function describe(value: unknown): string {
  if (typeof value === 'function') return 'function';
  const { value: content } = Object(value) as { value?: unknown };
  return typeof content === 'number' ? `global ${content}` : `${typeof value} ${value}`;
}

const members: Record<string, string> = {};
for (const [name, value] of Object.entries(module)) {
  if (name.startsWith('_')) members[name] = describe(value);
}
const importable: Record<string, string> = {};
const addresses: Record<string, string> = {};
// What the linker keeps to itself no library asks for.
const names = Object.keys(exports).filter((name) => !module.isInternalSym(name));
// As a library does: it asks for the address of a symbol, and what is missing is then looked up.
for (const name of names) module.GOTHandler.get(new Set(), name);
module.reportUndefinedSymbols();
for (const name of names) {
  importable[name] = `${describe(env[name])}, the export: ${env[name] === exports[name]}`;
  const address = module.GOT[name]?.value ?? -1;
  const placed = typeof exports[name] === 'function' && module.wasmTable.get(address);
  addresses[name] = placed ? `the export: ${placed === exports[name]}` : `${address}`;
}
process.stdout.write(JSON.stringify({ members, importable, addresses }), () => process.exit(0));
