import { readdirSync, readFileSync } from 'node:fs';

/** Whether this system tells what a process keeps for itself. */
export function canReadMemory(): boolean {
  return process.platform === 'linux';
}

/** Ids of the processes that this one has started and that are still there. */
export function childrenOfThisProcess(): number[] {
  return childrenOf('self');
}

/** Memory that no other process shares, in MiB, of a process and all it has started. */
export function privateMebibytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  let kibibytes = 0;
  for (const [, size] of text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)) {
    kibibytes += Number(size);
  }
  return childrenOf(pid).reduce((sum, child) => sum + privateMebibytes(child), kibibytes / 1024);
}

function childrenOf(pid: number | 'self'): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}
