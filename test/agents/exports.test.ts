import { expect, test } from 'vitest';
import * as agents from '../../src/agents/index.ts';

test('what the published system of this log offers by name is offered under its name in TypeScript', () => {
  const offered: readonly string[] = Object.keys(agents);
  expect(offered).toEqual(
    expect.arrayContaining([
      'DELIVERABLE_QUEUE_BOUND',
      'LOG_CHANNEL_PROMPT',
      'fetchDeliverableText',
      'parseLogLine',
      'relativizeDeliverablePath',
      'runLogProtocolSession',
      'validateDeliverablePath',
    ]),
  );
  expect(agents.DELIVERABLE_QUEUE_BOUND).toBe(64);
  const line: agents.LogLine = agents.parseLogLine('STATUS: 50% half');
  expect(line satisfies agents.StatusLine | agents.LogLine).toEqual({
    type: 'status',
    percent: 50,
    message: 'half',
  });
  const hooks: Pick<agents.HookContext, 'shouldContinue'> = { shouldContinue: () => true };
  expect(hooks.shouldContinue()).toBe(true);
});
