import { spawnSync } from 'node:child_process';

/** A shell to run the scripts with. */
export interface Shell {
  name: string;
  command: readonly string[];
}

const known: readonly Shell[] = [
  { name: 'sh', command: ['sh'] },
  { name: 'dash', command: ['dash'] },
  { name: 'bash', command: ['bash', '--posix'] },
  { name: 'bash as itself', command: ['bash'] },
  { name: 'busybox', command: [process.env.CAUSEWAY_BUSYBOX ?? 'busybox', 'sh'] },
];

/** The shells that are on this machine; says which are not. */
export const SHELLS: readonly Shell[] = known.filter(({ name, command }) => {
  const [file = '', ...args] = command;
  const found = spawnSync(file, [...args, '-c', 'exit 7']).status === 7;
  if (!found) process.stderr.write(`Skipped: the scripts with ${name}, which is not installed\n`);
  return found;
});
