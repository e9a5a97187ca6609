import type { EmscriptenSettings, WasmImports } from './emscripten.ts';

/**
 * Keeps JavaScript out of the wasm function table: the interpreter asks for the addresses of some
 * 280 imports (graphics, consoles) that no Python reaches, and gets null pointers. Called when there
 * is an instance, before the glue looks for addresses that are missing.
 */
export function leaveOutAddresses(settings: EmscriptenSettings, imports: WasmImports): void {
  const { env } = imports;
  for (const [name, address] of Object.entries(settings.GOT ?? {})) {
    if (typeof env?.[name] === 'function') address.value = 0;
  }
}
