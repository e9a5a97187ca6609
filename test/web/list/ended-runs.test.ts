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
  const after = ended.cursorOf(number);
  const { page, next } = ask(after);
  ended.setPage(number, after, page, next);
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

/** The ids that a sequence holds, `?` for those that were let go. */
function idsOf(ended: EndedRuns): string[] {
  return Array.from({ length: ended.length }, (_, position) => {
    const found = ended.at(position);
    return found && 'run' in found ? found.run.runId : '?';
  });
}

test('H-E3 a first page that is asked for again loses nothing when runs have begun since', () => {
  const ended = new EndedRuns(5);
  const before = ['e', 'd', 'c', 'b', 'a'].map((runId, index) =>
    summary({ runId, startedAt: 100 - index }),
  );
  ended.setPage(0, undefined, before.slice(0, 3), 'c');
  ended.setPage(1, 'c', before.slice(3), undefined);
  const fresh = summary({ runId: 'f', startedAt: 101 });
  ended.setPage(0, undefined, [fresh, ...before.slice(0, 2)], 'd');
  expect(idsOf(ended)).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
});

test('H-E3 when more has begun than a page holds, what lies behind is asked for again', () => {
  const ended = new EndedRuns(5);
  const run = (runId: string, startedAt: number) => summary({ runId, startedAt });
  ended.setPage(0, undefined, [run('b', 2)], 'b');
  ended.setPage(1, 'b', [run('a', 1)], undefined);
  ended.setPage(0, undefined, [run('d', 9)], 'd');
  expect(idsOf(ended)).toEqual(['d']);
  expect(ended.hasMore).toBe(true);
  // An answer that was on its way with the old cursor belongs to nothing.
  ended.setPage(1, 'b', [run('a', 1)], undefined);
  expect(idsOf(ended)).toEqual(['d']);
  ended.setPage(1, 'd', [run('c', 5), run('b', 2), run('a', 1)], undefined);
  expect(idsOf(ended)).toEqual(['d', 'c', 'b', 'a']);
});

test('a page whose last run was deleted does not repeat the next page', () => {
  const ended = new EndedRuns(5);
  const run = (runId: string, startedAt: number) => summary({ runId, startedAt });
  ended.setPage(0, undefined, [run('d', 4), run('c', 3)], 'c');
  ended.setPage(1, 'c', [run('b', 2), run('a', 1)], undefined);
  ended.setPage(0, undefined, [run('d', 4), run('b', 2)], 'b');
  expect(idsOf(ended)).toEqual(['d', 'b', 'a']);
});

test('H-E3 any two states of a server: asking for all pages again gives the newer one', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(ids, ids, fc.integer({ min: 1, max: 7 }), (older, newer, size) => {
      const listOf = (starts: readonly number[]) =>
        [...starts].sort((a, b) => b - a).map((at) => summary({ runId: `r${at}`, startedAt: at }));
      const ask = (starts: readonly number[], after: string | undefined) => {
        const runs = listOf(starts);
        const rest =
          after === undefined ? runs : runs.filter((run) => run.startedAt < Number(after.slice(1)));
        const page = rest.slice(0, size);
        return { page, next: rest.length > size ? page.at(-1)?.runId : undefined };
      };
      // Runs only begin later than those that are there; some are deleted.
      const kept = older.filter((at) => newer.includes(at));
      const begun = newer.map((at) => at + 100);
      const ended = new EndedRuns(100);
      while (ended.hasMore) load(ended, ended.pageCount, (after) => ask(older, after));
      for (let page = 0; page < ended.pageCount; page += 1) {
        load(ended, page, (after) => ask([...begun, ...kept], after));
      }
      while (ended.hasMore) {
        load(ended, ended.pageCount, (after) => ask([...begun, ...kept], after));
      }
      expect(idsOf(ended)).toEqual(listOf([...begun, ...kept]).map(({ runId }) => runId));
    }),
  );
});
