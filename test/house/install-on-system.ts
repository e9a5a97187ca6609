import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnSystem, type SystemRequirement } from './system-requirements.ts';

/** Options of a test or hook in which a program may have to be installed first. */
export const INSTALLING: { timeout: number } = { timeout: 900_000 };

const lock = join(tmpdir(), 'causeway-test-install.lock');

/**
 * Finds the command line that starts a program. Where it is missing, root on a Debian system gets it
 * from the system's packages, once for all test processes; everybody else gets one line with the fix.
 */
export function findOrInstall(requirement: SystemRequirement): string[] {
  try {
    return findOnSystem(requirement);
  } catch (error) {
    if (!canInstall(requirement)) throw error;
    const release = takeLock();
    try {
      install(requirement);
      return findOnSystem(requirement);
    } finally {
      release();
    }
  }
}

function canInstall({ aptPackage }: SystemRequirement): boolean {
  return (
    aptPackage !== undefined &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version']).status === 0
  );
}

function install(requirement: SystemRequirement): void {
  const { name, aptPackage = '' } = requirement;
  try {
    findOnSystem(requirement);
    return;
  } catch {
    // Nobody else has installed it while this process waited for the lock.
  }
  process.stderr.write(`The tests need ${name}: running apt-get install -y ${aptPackage}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const get = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync('apt-get', args, { env, encoding: 'utf8' });
  const known = get('install', '-y', '--no-install-recommends', aptPackage);
  if (known.status === 0) return;
  get('update');
  const done = get('install', '-y', '--no-install-recommends', aptPackage);
  if (done.status !== 0) {
    throw new Error(
      `The tests need ${name}, and apt-get could not install it: ${lastLine(done.stderr)}`,
    );
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Waits until no other process installs. A lock whose process was killed is taken over. */
function takeLock(): () => void {
  const staleAfterMs = 600_000;
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmdirSync(lock);
    } catch {
      const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - made > staleAfterMs) rmdirSync(lock);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
}
