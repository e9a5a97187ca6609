import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findProgram } from './launcher.ts';

/** Whether this machine has `prlimit`, which sets limits of a running process (util-linux). */
function canLimitResources(): boolean {
  return process.platform === 'linux' && existsSync(findProgram('prlimit'));
}

/**
 * Takes from a started process the right to open anything: every later file, socket, process or
 * thread fails in the kernel, whatever code asks for it. Open descriptors go on working. False where
 * the machine cannot do it.
 */
export function applyResourceLimits(pid: number): Promise<boolean> {
  if (!canLimitResources()) return Promise.resolve(false);
  const args = ['--pid', String(pid), '--nofile=0:0', '--nproc=0:0', '--core=0:0', '--fsize=0:0'];
  return new Promise((resolve) => {
    const child = spawn(findProgram('prlimit'), args, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
