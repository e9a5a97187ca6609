import { expect, test } from 'vitest';
import { AnswerHints } from '../../src/cli/agent/answer-hints.ts';

const raised = (id: string) =>
  ({ type: 'attention.raised', id, reason: 'x', runId: 'run_1', seq: 2, at: 0 }) as const;

test('a question is told with the command that answers it, where it is to be answered', () => {
  const hints = new AnswerHints({});
  expect(hints.of(raised('r1'))).toBe('Answer it: causeway answer run_1 r1 "…"');
  expect(new AnswerHints({ data: './my runs' }).of(raised('r1'))).toBe(
    `Answer it: causeway answer run_1 r1 "…" --data './my runs'`,
  );
  expect(hints.of({ ...raised('r1'), type: 'run.progressed' })).toBeUndefined();
  hints.take([{ ...raised('r1'), type: 'attention.closed', by: 'mara' }]);
  expect([hints.of(raised('r1')), hints.of(raised('r2'))]).toEqual([
    undefined,
    expect.stringContaining('r2'),
  ]);
});

test('H-E4: an id is one word to the shell, and nothing to a terminal', () => {
  expect(new AnswerHints({}).of(raised("a'; rm -rf ~; '\u001b[2J"))).toBe(
    `Answer it: causeway answer run_1 'a'\\''; rm -rf ~; '\\''\\x1b[2J' "…"`,
  );
});
