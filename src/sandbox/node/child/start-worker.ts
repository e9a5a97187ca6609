import { Worker } from 'node:worker_threads';

/** Flags a worker thread takes for itself; the others hold for the whole process anyway. */
const WORKER_FLAGS = /^--(permission|allow-fs-read|no-addons|no-experimental-sqlite)/;

/** Starts the thread that runs programs, with fewer rights than the thread that starts it. */
export function startWorker(entry: URL, workerData: unknown): Worker {
  return new Worker(entry, {
    workerData,
    env: {},
    // Without --allow-worker: no further threads.
    execArgv: process.execArgv.filter((flag) => WORKER_FLAGS.test(flag)),
    resourceLimits: {
      // Deep recursion in C then ends as RecursionError instead of ending the interpreter.
      stackSizeMb: 256,
      maxOldGenerationSizeMb: 256,
      // Nothing here allocates much, and a small heap gives memory back sooner. The flag that says so
      // for the whole process would cost Node 22 its bytecode.
      maxYoungGenerationSizeMb: 3,
    },
    stdin: false,
  });
}
