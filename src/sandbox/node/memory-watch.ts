import { readFileSync } from 'node:fs';

const POLL_MS = 50;

/**
 * Calls `onOver` once when a process's resident memory goes over `bytes`; Linux only, elsewhere the
 * process watches itself. Returns the function that ends the watch.
 */
export function watchMemory(pid: number, bytes: number, onOver: () => void): () => void {
  if (process.platform !== 'linux') return () => {};
  const timer = setInterval(() => {
    let resident = 0;
    try {
      const [, kilobytes = '0'] =
        /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
      resident = Number(kilobytes) * 1024;
    } catch {
      // Gone between two looks: its exit is told elsewhere.
    }
    if (resident <= bytes) return;
    clearInterval(timer);
    onOver();
  }, POLL_MS).unref();
  return () => clearInterval(timer);
}
