import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The command that holds a program and all it starts to one processor, or null where this machine
 * has none (util-linux).
 */
export function pinToOneCpu(): string[] | null {
  if (process.platform !== 'linux') return null;
  const allowed = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  // The last one: the first often has the interrupts of the whole machine.
  const last = /\d+$/.exec(allowed?.[1] ?? '')?.[0];
  if (last === undefined) return null;
  const prefix = ['taskset', '--cpu-list', last];
  const [program = '', ...args] = [...prefix, 'true'];
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0 ? prefix : null;
}
