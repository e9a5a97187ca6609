// A stock start: Pyodide restored from its own snapshot, up to the first result.
import { readFileSync, writeSync } from 'node:fs';
import { loadPyodide } from 'pyodide';

const pyodide = await loadPyodide({ _loadSnapshot: readFileSync(process.argv[2] ?? '') });
writeSync(1, `${pyodide.runPython('1+1')}\n`);
process.exit(0);
