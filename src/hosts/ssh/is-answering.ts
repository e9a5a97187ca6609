import { spawn } from 'node:child_process';
import type { Master } from './master.ts';
import { clientArguments } from './ssh-options.ts';

const CHECK_MS = 2_000;

/** Whether the process that holds a connection still answers here; says nothing of the other side. */
export function isAnswering(master: Master): Promise<boolean> {
  const child = spawn(
    master.program,
    [...clientArguments(master.controlPath), '-O', 'check', '--', 'host'],
    { stdio: 'ignore', timeout: CHECK_MS, killSignal: 'SIGKILL' },
  );
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
