/** What this code uses of `process`, where there is one. */
interface ProcessLike {
  env?: Record<string, string | undefined>;
  versions?: Record<string, string | undefined>;
  getBuiltinModule?: (name: string) => unknown;
  on?: (event: 'exit', listener: () => void) => unknown;
}

/** The process that this code runs in; empty in a browser. */
export function hostProcess(): ProcessLike {
  return (globalThis as { process?: ProcessLike }).process ?? {};
}

/** A module of the runtime itself; undefined where the runtime does not have it. */
export function builtinModule<T>(name: string): T | undefined {
  try {
    return hostProcess().getBuiltinModule?.(name) as T | undefined;
  } catch {
    return undefined;
  }
}
