import { Socket } from 'node:net';
import { compileInterpreter } from './compile-interpreter.ts';
import { CONTROL, CONTROL_BYTE, type SandboxConfig } from './config.ts';
import { dropPermissions } from './hygiene.ts';
import { startWorker } from './start-worker.ts';

/** SIGINT, as Python knows it. */
const INTERRUPT_SIGNAL = 2;
const MEMORY_POLL_MS = 50;
const CONTROL_FD = 4;

// The process's trusted thread: it never runs a program, so it always answers.
const config = JSON.parse(process.argv[2] ?? '{}') as SandboxConfig;
const control = new SharedArrayBuffer(CONTROL.words * 4);
const words = new Int32Array(control);
const parent = new Socket({ fd: CONTROL_FD });

const worker = startWorker(new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url), {
  config,
  control,
});
// While the worker starts there is time to compile what it will run.
compileInterpreter(config.pyodideDir).then((wasm) => worker.postMessage(wasm));
dropPermissions();

parent.on('data', (bytes) => {
  if (!bytes.includes(CONTROL_BYTE.interrupt)) return;
  Atomics.store(words, CONTROL.interrupt, INTERRUPT_SIGNAL);
  Atomics.notify(words, CONTROL.interrupt);
});
// The parent is gone: there is nobody to run for.
parent.on('close', () => process.kill(process.pid, 'SIGKILL'));
parent.on('error', () => process.kill(process.pid, 'SIGKILL'));

const tell = (byte: number): void => {
  parent.write(Buffer.from([byte]), () => process.kill(process.pid, 'SIGKILL'));
};
worker.on('error', (error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  tell(CONTROL_BYTE.workerDied);
});
worker.on('exit', () => tell(CONTROL_BYTE.workerDied));
// On Linux the parent watches from outside: with its limits in force this process opens nothing.
if (process.platform !== 'linux') {
  setInterval(() => {
    if (process.memoryUsage.rss() > config.residentBytes) tell(CONTROL_BYTE.memory);
  }, MEMORY_POLL_MS).unref();
}
