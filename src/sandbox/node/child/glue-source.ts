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

/** Reads Pyodide's Emscripten glue as the text of a script. */
export function readGlueSource(pyodideDir: string): Buffer {
  const stock = readFileSync(join(pyodideDir, 'pyodide.asm.mjs'));
  const script = edited(stock.toString('latin1'), AS_SCRIPT);
  if (script === null || !isAscii(stock)) {
    throw new Error('pyodide.asm.mjs does not look as it should');
  }
  return Buffer.from(script, 'latin1');
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
