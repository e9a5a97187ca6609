import { Socket } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { CONTROL_BYTE } from './config.ts';

const MEMORY_POLL_MS = 50;
const CONTROL_FD = 4;

/**
 * The trusted thread of a closed process: it never runs a program, so it always answers. Ends the
 * process when the host has gone, and tells the host when the worker has. `onByte` gets what the host
 * sends.
 */
export function supervise(
  worker: Worker,
  residentBytes: number,
  onByte: (bytes: Uint8Array) => void,
): void {
  const parent = new Socket({ fd: CONTROL_FD });
  parent.on('data', onByte);
  // The parent is gone: there is nobody to run for.
  parent.on('close', () => process.kill(process.pid, 'SIGKILL'));
  parent.on('error', () => process.kill(process.pid, 'SIGKILL'));

  const tell = (byte: number): void => {
    parent.write(Buffer.from([byte]), () => process.kill(process.pid, 'SIGKILL'));
  };
  worker.on('error', (error: Error & { code?: string }) => {
    process.stderr.write(`${error.stack ?? error}\n`);
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    tell(outOfMemory ? CONTROL_BYTE.memory : CONTROL_BYTE.workerDied);
  });
  worker.on('exit', () => tell(CONTROL_BYTE.workerDied));
  // On Linux the parent watches from outside: with its limits in force this process opens nothing.
  if (process.platform !== 'linux') {
    setInterval(() => {
      if (process.memoryUsage.rss() > residentBytes) tell(CONTROL_BYTE.memory);
    }, MEMORY_POLL_MS).unref();
  }
}
