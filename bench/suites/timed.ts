import type { Measure } from './suite.ts';

/** Measures one operation in microseconds: the time of all of them, divided by how many there are. */
export function timed(operations: number, work: () => Promise<void>): Measure {
  return async () => {
    const began = performance.now();
    await work();
    return ((performance.now() - began) * 1000) / operations;
  };
}
