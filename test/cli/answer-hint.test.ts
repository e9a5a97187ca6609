import { expect, test } from 'vitest';
import { answerHint } from '../../src/cli/agent/answer-hint.ts';

const raised = (id: string) =>
  ({ type: 'attention.raised', id, reason: 'x', runId: 'run_1', seq: 2, at: 0 }) as const;

test('a question is told with the command that answers it, where it is to be answered', () => {
  expect(answerHint(raised('r1'), {})).toBe('Answer it: causeway answer run_1 r1 "…"');
  expect(answerHint(raised('r1'), { data: './my runs' })).toBe(
    `Answer it: causeway answer run_1 r1 "…" --data './my runs'`,
  );
  expect(answerHint({ ...raised('r1'), type: 'run.progressed' }, {})).toBeUndefined();
});

test('H-E4: an id is one word to the shell, and nothing to a terminal', () => {
  expect(answerHint(raised("a'; rm -rf ~; '\u001b[2J"), {})).toBe(
    `Answer it: causeway answer run_1 'a'\\''; rm -rf ~; '\\''\\x1b[2J' "…"`,
  );
});
