import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { bootOfThisMachine, startOfProcess } from '../local/process-start.ts';

/** Which process on which machine drives a task. */
export interface DriverIdentity {
  /** Name of the machine and, on Linux, of the namespace that its process numbers belong to. */
  machine: string;
  /** Changes when the machine is restarted. */
  boot: string;
  pid: number;
  start: string;
}

/** This process. */
export function thisDriver(): DriverIdentity {
  return {
    machine: `${hostname()} ${process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : process.platform}`,
    boot: bootOfThisMachine(),
    pid: process.pid,
    start: startOfProcess(process.pid) ?? 'unknown',
  };
}

/** Whether a driver runs, as far as that can be told from here. */
export function stateOfDriver(driver: DriverIdentity): 'alive' | 'dead' | 'unknown' {
  const here = thisDriver();
  if (driver.machine !== here.machine) return 'unknown';
  if (driver.boot !== here.boot) return 'dead';
  return startOfProcess(driver.pid) === driver.start ? 'alive' : 'dead';
}
