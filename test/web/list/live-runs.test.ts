import { expect, test } from 'vitest';
import type { RunSummary } from '../../../src/protocol/api/run-summary.ts';
import { LiveRuns } from '../../../src/web/runs/store/live-runs.ts';
import { summary } from '../support/summary.ts';

function live(given: Partial<RunSummary>): RunSummary {
  const { endedAt: _, ...run } = summary({ state: 'running', ...given });
  return run;
}

const question = { id: 'a_1', kind: 'attention', text: 'Which one?', raisedAt: 1 } as const;

function ids(runs: LiveRuns): string[] {
  return runs.shown().map(({ runId }) => runId);
}

function started(...runs: RunSummary[]): LiveRuns {
  const all = new LiveRuns();
  all.beginSnapshot();
  for (const run of runs) all.take(run);
  all.endSnapshot();
  return all;
}

test('runs that wait for a person come first, then the newest', () => {
  const runs = started(
    live({ runId: 'old', startedAt: 1 }),
    live({ runId: 'new', startedAt: 3 }),
    live({ runId: 'asks', startedAt: 2, open: [question] }),
  );
  expect(ids(runs)).toEqual(['asks', 'new', 'old']);
});

test('a run that begins waits until the lines may move', () => {
  const runs = started(live({ runId: 'one', startedAt: 1 }));
  runs.take(live({ runId: 'two', startedAt: 2 }));
  expect(ids(runs)).toEqual(['one']);
  expect(runs.newRuns).toBe(1);
  runs.arrange();
  expect(ids(runs)).toEqual(['two', 'one']);
  expect(runs.newRuns).toBe(0);
});

test('a run that ends keeps its line and shows its end until the lines may move', () => {
  const runs = started(live({ runId: 'one', startedAt: 1 }), live({ runId: 'two', startedAt: 2 }));
  runs.take(summary({ runId: 'two', startedAt: 2 }));
  expect(runs.shown().map(({ runId, state }) => [runId, state])).toEqual([
    ['two', 'done'],
    ['one', 'running'],
  ]);
  expect(runs.arrange().map(({ runId }) => runId)).toEqual(['two']);
  expect(ids(runs)).toEqual(['one']);
});

test('a run that asks for a person does not jump', () => {
  const runs = started(live({ runId: 'one', startedAt: 1 }), live({ runId: 'two', startedAt: 2 }));
  const taken = runs.take(live({ runId: 'one', startedAt: 1, open: [question] }));
  expect(taken.requestsChanged).toBe(true);
  expect(ids(runs)).toEqual(['two', 'one']);
  runs.arrange();
  expect(ids(runs)).toEqual(['one', 'two']);
});

test('H-E3 after a break, runs that are no longer under way go', () => {
  const runs = started(live({ runId: 'one', startedAt: 1 }), live({ runId: 'two', startedAt: 2 }));
  runs.beginSnapshot();
  runs.take(live({ runId: 'one', startedAt: 1 }));
  expect(runs.endSnapshot()).toBe(true);
  expect(ids(runs)).toEqual(['one']);
});

test('whether a run matches a filter is for the server to say', () => {
  const runs = started(live({ runId: 'one', startedAt: 1 }));
  runs.setQuery({ view: 'all', text: 'host:build-02' });
  expect(ids(runs)).toEqual([]);
  runs.addListed(live({ runId: 'one', startedAt: 1 }));
  expect(ids(runs)).toEqual(['one']);
});

test('at most 1,000 live runs are in memory', () => {
  const runs = started(
    ...Array.from({ length: 1500 }, (_, index) =>
      live({ runId: `run_${index}`, startedAt: index }),
    ),
  );
  expect(ids(runs)).toHaveLength(1000);
});
