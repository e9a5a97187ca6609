type Imports = Record<string, Record<string, unknown>>;

/** The parts of WebAssembly that the tests use; the libraries compiled against do not declare it. */
interface WebAssemblyApi {
  Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): { module: string; name: string; kind: string }[];
  };
  Instance: new (module: object, imports?: Imports) => object;
}

export const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
