import { readFileSync } from 'node:fs';

const POLL_MS = 50;
/** `/proc` counts memory in pages of this size on every system Node ships for. */
const PAGE_BYTES = 4096;

/**
 * Calls `onOver` once when a process's resident memory goes over `bytes`; Linux only, elsewhere the
 * process watches itself. Returns the function that ends the watch.
 */
export function watchMemory(
  pid: number | undefined,
  bytes: number,
  onOver: () => void,
): () => void {
  if (process.platform !== 'linux' || pid === undefined) return () => {};
  const timer = setInterval(() => {
    let resident = 0;
    try {
      resident = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
    } catch {
      // Gone between two looks: its exit is told elsewhere.
    }
    if (resident <= bytes) return;
    clearInterval(timer);
    onOver();
  }, POLL_MS).unref();
  return () => clearInterval(timer);
}
