import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Order, Told } from './order.ts';

/** Figures in the order they were taken, by measure. */
export type Figures = Map<string, number[]>;

/**
 * Measures a suite in a process of its own, which `prefix` may hold to some processors. Rejects when
 * that process fails; its words are on standard error then.
 */
export function runSuite(
  order: Order,
  prefix: readonly string[],
  onRound: (round: number, of: number) => void,
): Promise<Figures> {
  const program = join(import.meta.dirname, 'measure-suite.ts');
  const command = [...prefix, process.execPath, program, JSON.stringify(order)];
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const figures: Figures = new Map(order.measures.map((measure) => [measure, []]));
  child.on('message', (told: Told) => {
    if ('round' in told) onRound(told.round, told.of);
    else figures.get(told.measure)?.push(...told.figures);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(figures);
      else reject(new Error(`Suite ${order.suite} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
