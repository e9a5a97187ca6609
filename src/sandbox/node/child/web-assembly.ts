/** A compiled module. Threads of a process can share one. */
export interface WasmModule {
  readonly kind?: 'module';
}

export interface WasmInstance {
  readonly exports: Record<string, unknown>;
}

export interface WasmGlobal {
  value: number;
}

export interface WasmTable {
  readonly length: number;
  grow(by: number): number;
  get(index: number): unknown;
  set(index: number, value: unknown): void;
}

export interface WasmImport {
  module: string;
  name: string;
  kind: 'function' | 'global' | 'memory' | 'table' | 'tag';
}

export interface ModuleConstructor {
  new (bytes: Uint8Array): WasmModule;
  imports(module: WasmModule): WasmImport[];
  exports(module: WasmModule): { name: string }[];
  customSections(module: WasmModule, name: string): ArrayBuffer[];
}

export type InstanceConstructor = new (
  module: WasmModule,
  imports: Record<string, Record<string, unknown>>,
) => WasmInstance;

/** The parts of WebAssembly that are used here; Node's types lack them. */
export interface WebAssemblyNamespace {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  Module: ModuleConstructor;
  Instance: InstanceConstructor;
  Global: new (type: { value: 'i32'; mutable: boolean }, value: number) => WasmGlobal;
}

export const webAssembly: WebAssemblyNamespace = (
  globalThis as unknown as { WebAssembly: WebAssemblyNamespace }
).WebAssembly;
