import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** Share of the processors that others use: looks for so many milliseconds and does nothing itself. */
export async function busyShare(milliseconds: number): Promise<number> {
  const before = spentByCpus();
  await wait(milliseconds);
  const after = spentByCpus();
  const all = after.all - before.all;
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0;
}

function spentByCpus(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
