import { readFileSync } from 'node:fs';

/** A compiled module; Node's types lack WebAssembly. Threads of a process can share one. */
export type WasmModule = object;

interface WebAssemblyNamespace {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  Instance: new (module: WasmModule, imports: object) => object;
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyNamespace };

/** Reads the interpreter's code at once, and compiles it beside whatever else goes on. */
export function compileInterpreter(pyodideDir: string): Promise<WasmModule> {
  const bytes = readFileSync(`${pyodideDir}/pyodide.asm.wasm`);
  const compiling = WebAssembly.compile(bytes);
  // It has taken a copy, and these ten megabytes would stay until an idle heap is collected.
  bytes.buffer.transfer(0);
  return compiling;
}

export function instantiate(module: WasmModule, imports: object): object {
  return new WebAssembly.Instance(module, imports);
}
