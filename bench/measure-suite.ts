// Measures one suite in a process of its own and tells each figure to the process that started it.

import type { Order, Told } from './order.ts';
import { SUITES } from './suites/suites.ts';

const { suite: name, measures, rounds, quick } = JSON.parse(process.argv[2] ?? '') as Order;
// Whoever wants the figures is gone: what was opened ends with this process.
const abandon = (): never => process.exit(1);
for (const reason of ['disconnect', 'SIGINT', 'SIGTERM']) process.once(reason, abandon);

const tell = (told: Told): boolean | undefined => process.send?.(told);
const suite = SUITES[name];
const opened = await suite.open(new Set(measures), quick);
try {
  const last = suite.once ? 1 : rounds;
  // Round 0 warms up: files, caches, compiled code.
  for (let round = suite.once ? 1 : 0; round <= last; round += 1) {
    tell({ round, of: last });
    for (let turn = 0; turn < measures.length; turn += 1) {
      // Each round begins with another, so that none always follows the same one.
      const measure = measures[(turn + round) % measures.length] ?? '';
      const taken = await opened.measures[measure]?.();
      if (taken === undefined) throw new Error(`Suite ${name} has no measure named ${measure}`);
      if (round > 0) tell({ measure, figures: [taken].flat() });
    }
  }
} finally {
  await opened.close();
}
process.off('disconnect', abandon);
process.disconnect();
