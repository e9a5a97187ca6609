import { readFileSync } from 'node:fs';
import { type WasmModule, webAssembly } from './web-assembly.ts';

/** Reads the interpreter's code at once, and compiles it beside whatever else goes on. */
export function compileInterpreter(pyodideDir: string): Promise<WasmModule> {
  const bytes = readFileSync(`${pyodideDir}/pyodide.asm.wasm`);
  const compiling = webAssembly.compile(bytes);
  // It has taken a copy, and these ten megabytes would stay until an idle heap is collected.
  bytes.buffer.transfer(0);
  return compiling;
}
