// Makes the snapshot that stock-restore.mjs starts from, as Pyodide itself makes it.
import { writeFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';

const pyodide = await loadPyodide({ _makeSnapshot: true });
writeFileSync(process.argv[2] ?? '', pyodide.makeMemorySnapshot());
process.exit(0);
