import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process on which machine drives a task. */
export interface DriverIdentity {
  /** Name of the machine and, on Linux, of the set of processes that its numbers belong to. */
  machine: string;
  /** Changes when the machine is restarted. */
  boot: string;
  pid: number;
  /** When it was started, as the system tells it; the same number is never given again with it. */
  start: string;
}

/** This process. */
export function thisDriver(): DriverIdentity {
  return {
    machine: `${hostname()} ${tryTo(() => readlinkSync('/proc/self/ns/pid')) ?? process.platform}`,
    boot: boot(),
    pid: process.pid,
    start: startOf(process.pid) ?? 'unknown',
  };
}

/** Whether a driver runs, as far as that can be told from here. */
export function stateOf(driver: DriverIdentity): 'alive' | 'dead' | 'unknown' {
  const here = thisDriver();
  if (driver.machine !== here.machine) return 'unknown';
  if (driver.boot !== here.boot) return 'dead';
  return startOf(driver.pid) === driver.start ? 'alive' : 'dead';
}

function boot(): string {
  const id = tryTo(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return (id ?? tryTo(() => tell('sysctl', '-n', 'kern.boottime')) ?? 'unknown').trim();
}

function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const text = tryTo(() => tell('ps', '-o', 'lstart=', '-p', String(pid)))?.trim();
    return text === '' ? undefined : text;
  }
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The fields are counted behind the name, which may have anything in it.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(') ') + 2).split(' ') ?? [];
  return state === undefined || /[ZX]/.test(state) ? undefined : fields[18];
}

function tell(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}

function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
