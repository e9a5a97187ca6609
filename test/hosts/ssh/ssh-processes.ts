import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface Row {
  pid: number;
  parent: number;
  words: string;
}

// Not every system that has an SSH server has a `ps`.
function processes(): Row[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const [state, parent] = statOf(Number(name));
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), words }];
    } catch {
      return [];
    }
  });
}

function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
}

/** The session that a process is in. */
export function sessionOf(pid: number): number {
  return Number(statOf(pid)[3]);
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
    if (looks > 2000) throw new Error(`it never was so that ${what}`);
    await sleep(50);
  }
}
