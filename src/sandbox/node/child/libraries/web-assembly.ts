/** The parts of the WebAssembly interface that linking uses; Node's types lack them. */
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

export interface WebAssemblyNamespace {
  Module: ModuleConstructor;
  Instance: InstanceConstructor;
  Global: new (type: { value: 'i32'; mutable: boolean }, value: number) => WasmGlobal;
}

export const webAssembly: WebAssemblyNamespace = (
  globalThis as unknown as { WebAssembly: WebAssemblyNamespace }
).WebAssembly;
