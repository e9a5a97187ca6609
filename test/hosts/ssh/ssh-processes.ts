import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

interface Row {
  pid: number;
  parent: number;
  words: string;
}

function processes(): Row[] {
  return execFileSync('ps', ['-A', '-w', '-w', '-o', 'pid=,ppid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, state, words = ''] =
        /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return pid && !state?.startsWith('Z')
        ? [{ pid: Number(pid), parent: Number(parent), words }]
        : [];
    });
}

/** Process numbers of the `ssh` of this process that hold a connection. */
export function masters(parent: number = process.pid): number[] {
  return processes()
    .filter((row) => row.parent === parent && / -M -T /.test(row.words))
    .map(({ pid }) => pid);
}

/** Process numbers of the `ssh` of this process that use a connection. */
export function clients(parent: number = process.pid): number[] {
  return processes()
    .filter((row) => row.parent === parent && /ProxyCommand=false/.test(row.words))
    .map(({ pid }) => pid);
}

/** Process numbers of what a server has started for connections, sessions and commands included. */
export function serverSide(server: number): number[] {
  const rows = processes();
  const below = (pid: number): number[] =>
    rows.flatMap((row) => (row.parent === pid ? [row.pid, ...below(row.pid)] : []));
  return below(server);
}

/** Waits until something is true. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await holds()); looks += 1) {
    if (looks > 600) throw new Error(`it never was so that ${what}`);
    await sleep(50);
  }
}
