import type { SuiteName } from '../rows.ts';
import { callsSuite } from './calls.ts';
import { dashboardSuite } from './dashboard.ts';
import { followSuite } from './follow.ts';
import { journalSuite } from './journal.ts';
import { logSuite } from './log.ts';
import { memorySuite } from './memory.ts';
import { payloadsSuite } from './payloads.ts';
import { receiverSuite } from './receiver.ts';
import { startSuite } from './start.ts';
import type { Suite } from './suite.ts';

/** Every suite by its name. */
export const SUITES: Readonly<Record<SuiteName, Suite>> = {
  start: startSuite,
  calls: callsSuite,
  payloads: payloadsSuite,
  journal: journalSuite,
  receiver: receiverSuite,
  log: logSuite,
  follow: followSuite,
  dashboard: dashboardSuite,
  memory: memorySuite,
};
