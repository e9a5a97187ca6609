import { randomBytes } from 'node:crypto';
import { HostError } from '../host-error.ts';
import { type DriverIdentity, stateOfDriver, thisDriver } from './driver-identity.ts';

/** What stands in the file that keeps other drivers out of a workdir. */
export interface DriverLock extends DriverIdentity {
  /** Names this lock; whoever takes it over must name it. */
  nonce: string;
  task: string;
}

/** A lock of this process, as the line of text that is kept. */
export function makeLock(task: string): { nonce: string; text: string } {
  const nonce = randomBytes(16).toString('hex');
  return { nonce, text: JSON.stringify({ nonce, task, ...thisDriver() } satisfies DriverLock) };
}

/**
 * Decides whether a task may take a workdir from who holds it: resolves to the nonce of the lock of
 * the same task's dead driver.
 *
 * @throws HostError `workdir_in_use`, which says who holds it and what to do.
 */
export function supersede(text: string, task: string, takeOver: boolean, path: string): string {
  const file = JSON.stringify(`${path}/.causeway/driver.lock`);
  const lock = parse(text);
  if (lock === undefined) throw inUse(`${file} keeps it for a driver unknown; remove that file`);
  const who = `process ${lock.pid} on ${lock.machine.split(' ')[0]} for task ${JSON.stringify(lock.task)}`;
  const state = stateOfDriver(lock);
  if (state === 'dead') {
    if (takeOver && lock.task === task) return lock.nonce;
    throw inUse(`${who} died while it held it; attach to that run again, or remove ${file}`);
  }
  if (state === 'alive') throw inUse(`${who} holds it; end that, or use another workdir`);
  throw inUse(`${who} holds it, which can't be looked at from here; if it is dead, remove ${file}`);

  function inUse(why: string): HostError {
    return new HostError('workdir_in_use', `The workdir ${JSON.stringify(path)} is in use: ${why}`);
  }
}

function parse(text: string): DriverLock | undefined {
  try {
    const lock = JSON.parse(text) as Partial<DriverLock>;
    const { nonce, task, machine, boot, pid, start } = lock;
    const texts = [nonce, task, machine, boot, start].every((one) => typeof one === 'string');
    const sound = texts && Number.isSafeInteger(pid) && /^[0-9a-f]{32}$/.test(nonce ?? '');
    return sound ? (lock as DriverLock) : undefined;
  } catch {
    return undefined;
  }
}
