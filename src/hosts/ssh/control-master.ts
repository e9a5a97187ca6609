import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Master } from './master.ts';
import { clientArguments } from './ssh-options.ts';

/** What the process that holds a connection answered. */
export interface ControlAnswer {
  done: boolean;
  stdout: string;
  stderr: string;
}

/** Asks the process that holds a connection for something: `check`, `forward` or `cancel`. */
export async function controlMaster(
  master: Master,
  request: string,
  words: readonly string[],
  limitMs: number,
): Promise<ControlAnswer> {
  const child = spawn(
    master.program,
    [...clientArguments(master.controlPath), '-O', request, ...words, '--', 'host'],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, timeout: limitMs, killSignal: 'SIGKILL' },
  );
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  const [done, stdout, stderr] = await Promise.all([
    ended,
    text(child.stdout).catch(() => ''),
    text(child.stderr).catch(() => ''),
  ]);
  // It tells of a refused cancel only in words.
  const refused = request !== 'check' && stderr.trim() !== '';
  return { done: done && !refused, stdout, stderr };
}

/** Whether the process that holds a connection still answers here; says nothing of the other side. */
export async function isAnswering(master: Master): Promise<boolean> {
  return (await controlMaster(master, 'check', [], 2_000)).done;
}
