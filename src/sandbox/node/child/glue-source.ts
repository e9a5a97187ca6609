import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Edit = readonly [found: string, put: string];

/** From a module to a script that evaluates to a function: only scripts can bring their bytecode. */
const AS_SCRIPT: readonly Edit[] = [
  ['async function _createPyodideModule(', '(moduleUrl,importModule)=>async function('],
  ['export default _createPyodideModule;', ''],
  ['import.meta.url', 'moduleUrl'],
  ['await import(', 'await importModule('],
];

/**
 * What stock Pyodide does for each of its 8,560 exports at every start, in case a library is loaded
 * later: copy it among the imports, give it an address, find out which functions have one already.
 * Without that a library's symbols are found when it asks for them.
 */
const ON_DEMAND: readonly Edit[] = [
  [
    'mergeLibSymbols(wasmExports,"main");',
    'Object.setPrototypeOf(wasmImports,wasmExports);wasmImports.main=wasmExports.__main_argc_argv;',
  ],
  ['updateGOT(origExports);', ''],
  [
    'return addFunction(trampolineInstance.exports.trampoline_call)',
    'const slot=getEmptyTableSlot();' +
      'setWasmTableEntry(slot,trampolineInstance.exports.trampoline_call);return slot',
  ],
];

/**
 * Reads Pyodide's Emscripten glue as the text of a script. The edits of its linking are left out
 * together where one of them does not fit: starts are slower then, and nothing else is different.
 */
export function readGlueSource(pyodideDir: string, linking: 'on demand' | 'stock'): Buffer {
  const stock = readFileSync(join(pyodideDir, 'pyodide.asm.mjs'));
  const script = edited(stock.toString('latin1'), AS_SCRIPT);
  if (script === null || !isAscii(stock)) {
    throw new Error('pyodide.asm.mjs does not look as it should');
  }
  const source = (linking === 'on demand' && edited(script, ON_DEMAND)) || script;
  return Buffer.from(source, 'latin1');
}

/** The text with all edits made; null when one of them finds nothing. */
function edited(text: string, edits: readonly Edit[]): string | null {
  let result = text;
  for (const [found, put] of edits) {
    if (!result.includes(found)) return null;
    result = result.replaceAll(found, () => put);
  }
  return result;
}
