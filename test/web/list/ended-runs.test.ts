import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EndedRuns } from '../../../src/web/runs/store/ended-runs.ts';
import { summary } from '../support/summary.ts';

/** A server's list of so many runs, the newest first, in pages. */
function pagesOf(count: number, size: number) {
  const runs = Array.from({ length: count }, (_, index) =>
    summary({ runId: `run_${index}`, startedAt: 1_000_000 - index }),
  );
  return (after: string | undefined) => {
    const from = after === undefined ? 0 : runs.findIndex(({ runId }) => runId === after) + 1;
    const page = runs.slice(from, from + size);
    const next = from + size < count ? page.at(-1)?.runId : undefined;
    return { page, next };
  };
}

function load(ended: EndedRuns, number: number, ask: ReturnType<typeof pagesOf>): void {
  const { page, next } = ask(ended.cursorOf(number));
  ended.setPage(number, page, next);
}

test('only as many pages as allowed are in memory, however far somebody scrolls', () => {
  const ended = new EndedRuns(5);
  const ask = pagesOf(5000, 200);
  while (ended.hasMore) {
    load(ended, ended.pageCount, ask);
    expect(ended.held).toBeLessThanOrEqual(1000);
  }
  expect(ended.length).toBe(5000);
  expect(ended.at(4999)).toEqual({ run: expect.objectContaining({ runId: 'run_4999' }) });
});

test('a page that was let go says so, and comes back from its own cursor', () => {
  const ended = new EndedRuns(2);
  const ask = pagesOf(1000, 200);
  while (ended.hasMore) load(ended, ended.pageCount, ask);
  expect(ended.at(250)).toEqual({ missing: 1 });
  load(ended, 1, ask);
  expect(ended.at(250)).toEqual({ run: expect.objectContaining({ runId: 'run_250' }) });
  expect(ended.length).toBe(1000);
});

test('any order of looking finds each run at its position', () => {
  const ask = pagesOf(230, 20);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 229 })), (positions) => {
      const ended = new EndedRuns(3);
      while (ended.hasMore) load(ended, ended.pageCount, ask);
      for (const position of positions) {
        const found = ended.at(position);
        if (found && 'missing' in found) load(ended, found.missing, ask);
        expect(ended.at(position)).toEqual({
          run: expect.objectContaining({ runId: `run_${position}` }),
        });
        expect(ended.held).toBeLessThanOrEqual(60);
      }
    }),
  );
});

test('a run that ended is put where its start belongs, once', () => {
  const ended = new EndedRuns(5);
  const ask = pagesOf(4, 10);
  load(ended, 0, ask);
  const run = summary({ runId: 'run_x', startedAt: 999_998.5 });
  ended.insert(run);
  ended.insert({ ...run, files: 3 });
  expect(ended.length).toBe(5);
  expect(ended.at(2)).toEqual({ run: expect.objectContaining({ runId: 'run_x', files: 3 }) });
});

test('a run that began before all that is known waits for its page', () => {
  const ended = new EndedRuns(5);
  load(ended, 0, pagesOf(30, 10));
  ended.insert(summary({ runId: 'run_old', startedAt: 1 }));
  expect(ended.positionOf('run_old')).toBe(-1);
  expect(ended.length).toBe(10);
});

test('a deleted run is forgotten and those behind it move up', () => {
  const ended = new EndedRuns(5);
  load(ended, 0, pagesOf(3, 10));
  ended.remove('run_1');
  expect(ended.at(1)).toEqual({ run: expect.objectContaining({ runId: 'run_2' }) });
  expect(ended.length).toBe(2);
});

test('days begin where runs of the day before do', () => {
  const ended = new EndedRuns(5);
  load(ended, 0, pagesOf(10, 10));
  expect(ended.firstBefore(999_997)).toBe(4);
  expect(ended.firstBefore(2_000_000)).toBe(0);
  expect(ended.firstBefore(1)).toBe(10);
});
