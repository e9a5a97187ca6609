import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridAction, nextRow } from '../../../src/web/runs/grid-keys.ts';
import { EndedRuns } from '../../../src/web/runs/store/ended-runs.ts';
import { type GroupKey, layOut } from '../../../src/web/runs/store/list-layout.ts';
import { summary } from '../support/summary.ts';

const now = new Date(2026, 10, 20, 14, 0).getTime();
const day = 86_400_000;
const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

function layoutOf(counts: {
  requests?: number;
  live?: number;
  today?: number;
  yesterday?: number;
  earlier?: number;
  hasMore?: boolean;
  endedCount?: number;
  closed?: readonly GroupKey[];
}) {
  const many = <T>(count: number | undefined, make: (index: number) => T): T[] =>
    Array.from({ length: count ?? 0 }, (_, index) => make(index));
  const ended = new EndedRuns(5);
  const runs = [
    ...many(counts.today, (index) => summary({ runId: `t${index}`, startedAt: now - index })),
    ...many(counts.yesterday, (index) =>
      summary({ runId: `y${index}`, startedAt: now - day - index }),
    ),
    ...many(counts.earlier, (index) =>
      summary({ runId: `e${index}`, startedAt: now - 9 * day - index }),
    ),
  ];
  ended.setPage(0, undefined, runs, counts.hasMore ? 'cursor' : undefined);
  return layOut(
    {
      requests: many(counts.requests, (index) => ({
        id: `a${index}`,
        kind: 'attention' as const,
        text: 'Which one?',
        raisedAt: index,
        runId: 'r',
        title: 'A run',
      })),
      requestCount: counts.requests ?? 0,
      live: many(counts.live, (index) => summary({ runId: `l${index}`, state: 'running' })),
      liveCount: counts.live ?? 0,
      ended,
      endedCount: counts.endedCount,
      closed: new Set(counts.closed ?? []),
      now,
    },
    true,
  );
}

function lines(layout: ReturnType<typeof layoutOf>): string[] {
  return Array.from({ length: layout.length }, (_, index) => layout.at(index)?.key ?? '?');
}

test('groups stand in their order, each with its header; empty ones are absent', () => {
  expect(lines(layoutOf({ requests: 1, live: 1, today: 1, earlier: 1 }))).toEqual([
    'group needs',
    'r~a0',
    'columns',
    'group live',
    'l0',
    'group today',
    't0',
    'group earlier',
    'e0',
  ]);
});

test('a closed group keeps its header and its number', () => {
  const layout = layoutOf({ live: 2, today: 1, closed: ['live'] });
  expect(lines(layout)).toEqual(['columns', 'group live', 'group today', 't0']);
  expect(layout.at(1)).toMatchObject({ count: '2', isOpen: false });
});

test('a number is exact where the server tells it, and marked as the least where it does not', () => {
  const told = layoutOf({ today: 1, earlier: 2, hasMore: true, endedCount: 1318 });
  expect(told.at(3)).toMatchObject({ group: 'earlier', count: '1,317' });
  const untold = layoutOf({ today: 2, hasMore: true });
  expect(untold.at(1)).toMatchObject({ group: 'today', count: '2+' });
  expect(lines(untold).at(-1)).toBe('more');
});

const shapes = fc.record({
  requests: fc.nat({ max: 3 }),
  live: fc.nat({ max: 4 }),
  today: fc.nat({ max: 4 }),
  yesterday: fc.nat({ max: 4 }),
  earlier: fc.nat({ max: 4 }),
  hasMore: fc.boolean(),
  closed: fc.subarray(['needs', 'live', 'today', 'yesterday', 'earlier'] as GroupKey[]),
});

test('every line is found again by its key', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const layout = layoutOf(shape);
      for (const [index, key] of lines(layout).entries()) {
        if (key !== 'columns' && key !== 'more') expect(layout.indexOf(key)).toBe(index);
      }
    }),
  );
});

test('arrow keys reach every line that one can stand on, and stop at both ends', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const layout = layoutOf(shape);
      const press = (index: number, key: string): number => {
        const action = gridAction(layout, index, { ...none, key }, 5);
        return action?.do === 'go' ? action.index : index;
      };
      const wanted = lines(layout).filter((key) => key !== 'columns' && key !== 'more');
      if (wanted.length === 0) return;
      const seen: string[] = [];
      for (let index = press(0, 'Home'); ; index = press(index, 'ArrowDown')) {
        const key = layout.at(index)?.key ?? '?';
        if (seen.at(-1) === key) break;
        seen.push(key);
      }
      expect(seen).toEqual(wanted);
      expect(layout.at(press(0, 'End'))?.key).toBe(wanted.at(-1));
    }),
  );
});

test('J and K step over headers and stay at the last run', () => {
  const layout = layoutOf({ live: 1, today: 1 });
  const first = nextRow(layout, -1, 1);
  expect(layout.at(first)?.key).toBe('l0');
  const second = nextRow(layout, first, 1);
  expect(layout.at(second)?.key).toBe('t0');
  expect(nextRow(layout, second, 1)).toBe(second);
  expect(nextRow(layout, second, -1)).toBe(first);
});
