// A stock start without a snapshot, up to the first result.
import { writeSync } from 'node:fs';
import { loadPyodide } from 'pyodide';

const pyodide = await loadPyodide();
writeSync(1, `${pyodide.runPython('1+1')}\n`);
process.exit(0);
