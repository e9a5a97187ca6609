import { POST_TIMEOUT_MS } from './post.ts';
import { builtinModule } from './runtime.ts';
import type { Rest } from './watch-for-exit.ts';

/** What this code uses of `node:worker_threads`. */
interface WorkerThreads {
  Worker: new (program: string, options: object) => unknown;
}

/** Posts each body in its order, then wakes whoever waits. A thread has an event loop of its own. */
const PROGRAM = `
const { rest, done, timeoutMs } = require('node:worker_threads').workerData;
const signal = AbortSignal.timeout(timeoutMs);
const headers = { 'content-type': 'application/json' };
const sendAll = async ({ url, bodies }) => {
  for (const body of bodies) {
    if (signal.aborted) return;
    await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(() => {});
  }
};
Promise.all(rest.map(sendAll)).finally(() => {
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});`;

let gaveUp = false;

/**
 * Sends what is left and waits for it, for at most two seconds: the event loop of a process that
 * exits does nothing more. Where no thread can be started, the rest is lost, and so is all that comes
 * after a wait that was in vain.
 */
export function sendBeforeExit(rest: readonly Rest[]): void {
  if (gaveUp || rest.every(({ bodies }) => bodies.length === 0)) return;
  try {
    const threads = builtinModule<WorkerThreads>('node:worker_threads');
    if (threads === undefined) return;
    const done = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { rest, done, timeoutMs: POST_TIMEOUT_MS };
    new threads.Worker(PROGRAM, { eval: true, workerData, execArgv: [], stdin: false });
    gaveUp = Atomics.wait(done, 0, 0, POST_TIMEOUT_MS) === 'timed-out';
  } catch {
    // An emitter raises nothing, least of all while the process ends.
  }
}
