import { expect, test } from 'vitest';
import { RunFollower } from '../../src/journal/run-follower.ts';
import { StoredRuns } from '../../src/journal/stored-runs.ts';

function follow(runs: StoredRuns, runId: string, signal?: AbortSignal): RunFollower {
  const run = runs.place(runId);
  run.followers += 1;
  return new RunFollower(run, signal === undefined ? {} : { signal });
}

test('a run that is followed and never starts leaves nothing when its last follower ends', async () => {
  const runs = new StoredRuns(() => false);
  const abort = new AbortController();
  const aborted = follow(runs, 'never', abort.signal);
  const returned = follow(runs, 'never');
  const waiting = aborted.next();
  expect(runs.size).toBe(1);
  await returned.return();
  await returned.return();
  expect(runs.size).toBe(1);
  abort.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(runs.size).toBe(0);
});

test('a run that has started stays when its followers end', async () => {
  const runs = new StoredRuns(() => false);
  const follower = follow(runs, 'run-1');
  runs.place('run-1').phase = 'open';
  await follower.return();
  expect(runs.size).toBe(1);
});

test('followers of a closed journal leave no place behind', async () => {
  const runs = new StoredRuns(() => true);
  expect(await follow(runs, 'never').next()).toEqual({ done: true, value: undefined });
  expect(runs.size).toBe(0);
});
