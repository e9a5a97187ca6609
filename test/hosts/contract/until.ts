import { setTimeout as wait } from 'node:timers/promises';

/** Asks until the answer is yes; a test that waits in vain ends by its time-out. */
export async function until(asked: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await asked())) await wait(20);
}
