import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { followAnswers } from '../../src/agents/session/answer-feed.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

test('events of a long run are not held once they were looked at', async () => {
  const stop = new AbortController();
  const taken: WeakRef<RunEvent>[] = [];
  const allTaken = Promise.withResolvers<void>();
  async function* feed(): AsyncGenerator<RunEvent> {
    for (let seq = 1; seq <= 1000; seq += 1) {
      const event: RunEvent = {
        runId: 'run-1',
        seq,
        at: 0,
        type: 'output.written',
        stream: 'log',
        text: 'x'.repeat(1000),
      };
      taken.push(new WeakRef(event));
      yield event;
    }
    allTaken.resolve();
    await new Promise(() => {});
  }
  const closed: string[] = [];
  const followed = followAnswers({
    feed: feed(),
    signal: stop.signal,
    onClosed: ({ id }) => closed.push(id),
    onCancel: () => {},
  });
  await allTaken.promise;
  let held = taken.length;
  for (let looks = 0; looks < 100 && held > 10; looks += 1) {
    await setImmediate();
    collect();
    held = taken.filter((event) => event.deref() !== undefined).length;
  }
  expect(held).toBeLessThanOrEqual(10);
  stop.abort();
  await followed;
  expect(closed).toEqual([]);
});
