// A stock start without a snapshot, up to the first result.
import { loadPyodide } from 'pyodide';

const pyodide = await loadPyodide();
process.stdout.write(`${pyodide.runPython('1+1')}\n`);
