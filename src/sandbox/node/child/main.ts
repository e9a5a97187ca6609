import { compileInterpreter } from './compile-interpreter.ts';
import { CONTROL, CONTROL_BYTE, type SandboxConfig } from './config.ts';
import { dropPermissions } from './hygiene.ts';
import { startWorker } from './start-worker.ts';
import { supervise } from './supervise.ts';

/** SIGINT, as Python knows it. */
const INTERRUPT_SIGNAL = 2;

const config = JSON.parse(process.argv[2] ?? '{}') as SandboxConfig;
const control = new SharedArrayBuffer(CONTROL.words * 4);
const words = new Int32Array(control);

const worker = startWorker(new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url), {
  config,
  control,
});
// While the worker starts there is time to compile what it will run.
compileInterpreter(config.pyodideDir).then((wasm) => worker.postMessage(wasm));
dropPermissions();
supervise(worker, config.residentBytes, (bytes) => {
  if (!bytes.includes(CONTROL_BYTE.interrupt)) return;
  Atomics.store(words, CONTROL.interrupt, INTERRUPT_SIGNAL);
  Atomics.notify(words, CONTROL.interrupt);
});
