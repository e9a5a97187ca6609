import type { WasmTable } from '../web-assembly.ts';

/** What libraries are linked against: the interpreter's own instance. */
export interface Linkage {
  table: WasmTable;
  /** The interpreter's exports, as WebAssembly made them. */
  exports: Record<string, unknown>;
  /** Everything a library may import from `env`: the gate's functions and the interpreter's. */
  env: Record<string, unknown>;
}
