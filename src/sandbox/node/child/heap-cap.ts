import type { WasmImports } from './emscripten.ts';

/** Caps the interpreter's memory: growing past `bytes` fails, which Python sees as MemoryError. */
export function capHeap(imports: WasmImports, bytes: number): void {
  const env = imports.env as Record<string, ((size: number) => unknown) & { sig?: string }>;
  for (const [name, capped] of Object.entries({
    emscripten_resize_heap: (original: (size: number) => unknown) => (size: number) =>
      size >>> 0 > bytes ? 0 : original(size),
    emscripten_get_heap_max: () => () => bytes,
  })) {
    const original = env[name];
    if (original === undefined) throw new Error(`The interpreter does not import ${name}`);
    const replacement = capped(original) as ((size: number) => unknown) & { sig?: string };
    if (original.sig !== undefined) replacement.sig = original.sig;
    env[name] = replacement;
  }
}
