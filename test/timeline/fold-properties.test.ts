import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { applyEvent, emptyTimeline } from '../../src/timeline/apply-event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { snapshot, type TimelineSnapshot } from '../../src/timeline/snapshot.ts';
import { arbitraryRun } from './arbitrary-run.ts';

function foldedOneByOne(events: readonly RunEvent[]): TimelineSnapshot {
  const timeline = emptyTimeline();
  for (const event of events) applyEvent(timeline, event);
  return snapshot(timeline);
}

describe('the fold of any events', () => {
  test('H-E2: any beginning of any run folds', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.nat(40), (events, length) => {
        const beginning = events.slice(0, length);
        expect(snapshot(fold(beginning)).lastSeq).toBe(beginning.length);
      }),
    );
  });

  test('H-E3: folding in pieces, at any time looked at, equals folding at once', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.nat(40), (events, cut) => {
        const timeline = fold(events.slice(0, cut));
        const early = snapshot(timeline);
        const earlyText = JSON.stringify(early);
        for (const event of events.slice(cut)) applyEvent(timeline, event);
        expect(snapshot(timeline)).toEqual(snapshot(fold(events)));
        expect(JSON.stringify(early)).toBe(earlyText);
        expect(early).toEqual(foldedOneByOne(events.slice(0, cut)));
      }),
    );
  });

  test('H-E3: events that come again change nothing', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.nat(40), fc.nat(40), (events, from, to) => {
        const again = [...events.slice(0, to), ...events.slice(from, to), ...events.slice(to)];
        expect(foldedOneByOne(again)).toEqual(foldedOneByOne(events));
        expect(snapshot(fold([...events, ...events]))).toEqual(snapshot(fold(events)));
      }),
    );
  });

  test('H-E3: events in any order, put in order by seq, give the same picture', () => {
    const shuffled = arbitraryRun.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([events, disorder]) => {
        expect(snapshot(fold(disorder))).toEqual(foldedOneByOne(events));
      }),
    );
  });

  test('folding changes no event', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const before = JSON.stringify(events);
        fold(events);
        expect(JSON.stringify(events)).toBe(before);
      }),
    );
  });

  test('H-E2: every call stands in the tree once, siblings in the order of their begins', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const timeline = fold(events);
        const { calls } = snapshot(timeline);
        const ids = calls.map(({ callId }) => callId);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...ids].sort()).toEqual(timeline.calls.map(({ callId }) => callId).sort());
        for (const siblings of [timeline.roots, ...timeline.calls.map((call) => call.children)]) {
          const positions = [...siblings].map(({ position }) => position);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
        }
        for (const call of timeline.calls) {
          for (const child of call.children) expect(child.parent).toBe(call);
          expect(timeline.roots.has(call)).toBe(call.parent === undefined);
        }
      }),
    );
  });

  test('H-E6: every call says whether it was applied, and the counts add up', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const timeline = fold(events);
        const counted = { ...timeline.counts };
        for (const call of timeline.calls) {
          counted[call.state] -= 1;
          expect(['yes', 'no', 'unknown', 'not_started']).toContain(call.applied);
          if (call.state === 'running') expect(timeline.run.endedAt).toBeUndefined();
          expect(timeline.running.has(call)).toBe(call.state === 'running');
          const failed = call.state !== 'running' && call.state !== 'ok';
          expect(timeline.failed.has(call)).toBe(failed);
        }
        expect(Object.values(counted).every((rest) => rest === 0)).toBe(true);
      }),
    );
  });
});
