import { type WasmImport, type WasmModule, webAssembly } from '../web-assembly.ts';

/** What marks a WebAssembly module as a dynamic library. */
export const DYNAMIC = 'dylink.0';
/** Exports by which a library would bring JavaScript of its own. */
const JAVASCRIPT = /^(__em_js__|__start_em_asm$|__start_em_js$)/;

/** What a library may import beside functions: kinds of `env`, and names of each. */
const SHARED: Readonly<Partial<Record<WasmImport['kind'], readonly string[]>>> = {
  memory: ['memory'],
  table: ['__indirect_function_table'],
  global: ['__memory_base', '__table_base', '__stack_pointer'],
  tag: ['__cpp_exception', '__c_longjmp'],
};

/** Where images are made, another comes to stand in its place. */
const { Module } = webAssembly;

const TYPES = 1;
const FUNCTION = 0x60;
/** i32, i64, f32, f64 and v128: what is left is or holds a reference. */
const NUMBERS: readonly number[] = [0x7f, 0x7e, 0x7d, 0x7c, 0x7b];

/**
 * Compiles a dynamic library that deals in numbers alone. An import is looked up as a property of an
 * object and called with whatever type the library gives it: a library that could name any property
 * or hold a reference would walk from there to everything that JavaScript has.
 *
 * @throws Error that says what the library has that none may have.
 */
export function compileLibrary(code: Uint8Array): WasmModule {
  const module = new Module(code);
  // The linker hands over what it finds in memory as signed numbers.
  const bytes = new Uint8Array(code.buffer, code.byteOffset, code.byteLength);
  if (Module.customSections(module, DYNAMIC).length === 0) {
    throw new Error(`it is no dynamic library: it has no section ${DYNAMIC}`);
  }
  if (Module.exports(module).some(({ name }) => JAVASCRIPT.test(name))) {
    throw new Error('it holds JavaScript, which this sandbox does not run');
  }
  const foreign = Module.imports(module).find((one) => !isKnown(one));
  if (foreign !== undefined) {
    const { module: from, name, kind } = foreign;
    throw new Error(`it imports the ${kind} ${name} from ${from}, which no library may`);
  }
  if (!hasNumbersOnly(bytes)) {
    throw new Error('it has functions that take or give references, which no library may');
  }
  return module;
}

function isKnown({ module, name, kind }: WasmImport): boolean {
  // Every object has a property of such a name.
  if (name in Object.prototype) return false;
  switch (module) {
    case 'GOT.mem':
    case 'GOT.func':
      return kind === 'global';
    case 'wasi_snapshot_preview1':
      return kind === 'function';
    case 'env':
      return kind === 'function' || SHARED[kind]?.includes(name) === true;
    default:
      return false;
  }
}

/** Looks at every type of function; only of a module that the engine has found to be well formed. */
function hasNumbersOnly(bytes: Uint8Array): boolean {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const section = number();
    const length = number();
    if (section !== TYPES) {
      at += length;
      continue;
    }
    for (let left = number(); left > 0; left -= 1) {
      if (bytes[at++] !== FUNCTION) return false;
      // Parameters, then results.
      for (const _ of ['parameters', 'results']) {
        for (let types = number(); types > 0; types -= 1) {
          if (!NUMBERS.includes(bytes[at++] ?? 0)) return false;
        }
      }
    }
    return true;
  }
  return true;
}
