import { describe, expect, test } from 'vitest';
import { decideOutcome, type OutcomeFacts } from '../../src/agents/session/decide-outcome.ts';

const said = (verdict: 'done' | 'error') => ({ verdict, message: 'word' });
const cancelled = { type: 'cancelled', reason: 'ada asked.' } as const;
const late = { type: 'timed_out', reason: 'Too long.' } as const;
const lost = { type: 'lost', reason: 'Out of reach.' } as const;
const ended = { type: 'body_ended' } as const;
const concluded = { type: 'concluded' } as const;
const failed = { type: 'failed' } as const;
const broken = { weight: 'session', message: 'The record is gone.' } as const;
const missed = { weight: 'delivery', message: 'The callback threw.' } as const;

const rows: [string, Partial<OutcomeFacts>, string, string][] = [
  ['DONE', { cause: concluded, conclusion: said('done') }, 'done', 'The agent said DONE.'],
  ['ERROR', { cause: concluded, conclusion: said('error') }, 'error', 'The agent said ERROR.'],
  [
    'DONE and a failed callback',
    { cause: concluded, conclusion: said('done'), faults: [missed] },
    'error',
    'The callback threw.',
  ],
  [
    'DONE and a failed record',
    { cause: concluded, conclusion: said('done'), faults: [missed, broken] },
    'error',
    'The record is gone.',
  ],
  [
    'DONE that was written before the cancel was seen',
    { cause: cancelled, conclusion: said('done') },
    'done',
    'The agent said DONE.',
  ],
  [
    'DONE in answer to the cancel',
    { cause: cancelled, conclusion: said('done'), concludedInTime: false },
    'cancelled',
    'ada asked.',
  ],
  [
    'a cancel, and a failure on top',
    { cause: cancelled, faults: [broken] },
    'cancelled',
    'ada asked.',
  ],
  ['the time', { cause: late, exit: { exitCode: 0 } }, 'timed_out', 'Too long.'],
  ['a machine out of reach', { cause: lost }, 'lost', 'Out of reach.'],
  [
    'an exit with code 0',
    { cause: ended, exit: { exitCode: 0 } },
    'exited',
    'The agent ended without DONE or ERROR: exit code 0.',
  ],
  [
    'a signal',
    { cause: ended, exit: { signal: 'SIGKILL' } },
    'exited',
    'The agent ended without DONE or ERROR: signal SIGKILL.',
  ],
  [
    'an exit nobody saw',
    { cause: ended, exit: {} },
    'lost',
    'The agent is gone; it said neither DONE nor ERROR, and nobody can tell how it ended.',
  ],
  [
    'a body that started nothing',
    { cause: ended },
    'exited',
    'The body ended without DONE or ERROR of the agent.',
  ],
  ['a failure of the session', { cause: failed, faults: [broken] }, 'error', 'The record is gone.'],
  [
    'an exit, and a failed callback',
    { cause: ended, exit: { exitCode: 2 }, faults: [missed] },
    'exited',
    'The agent ended without DONE or ERROR: exit code 2.',
  ],
];

describe('H-A2 the outcome rests on what is known, and says what', () => {
  for (const [name, given, outcome, reason] of rows) {
    test(`${name}: ${outcome}`, () => {
      const facts = { cause: ended, concludedInTime: true, faults: [], notes: [], ...given };
      const end = decideOutcome(facts);
      expect(end).toMatchObject({ outcome, reason });
      expect(end.summary).toBe(given.conclusion?.message);
      // Whatever is not the reason is told beside it.
      for (const { message } of facts.faults) expect([end.reason, ...end.notes]).toContain(message);
    });
  }
});
