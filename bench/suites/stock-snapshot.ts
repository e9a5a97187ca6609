import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programFile } from './programs.ts';

/** Makes Pyodide's own memory snapshot at `path`, in a process of its own. */
export async function makeStockSnapshot(path: string): Promise<void> {
  await promisify(execFile)(process.execPath, [programFile('stock-snapshot.mjs'), path]);
}
