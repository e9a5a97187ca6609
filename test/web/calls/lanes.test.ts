import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallNode } from '../../../src/timeline/call-node.ts';
import { axisTicks } from '../../../src/web/run/calls/lanes/axis-ticks.ts';
import { createScale } from '../../../src/web/run/calls/lanes/time-scale.ts';
import { clampWindow, zoomWindow } from '../../../src/web/run/calls/lanes/time-window.ts';
import { createEntry } from '../../../src/web/run/calls/model/call-entry.ts';
import { InFlight } from '../../../src/web/run/calls/model/in-flight.ts';
import { median } from '../../../src/web/run/calls/model/median.ts';
import { shortArgs } from '../../../src/web/run/calls/model/short-args.ts';

const windows = fc
  .tuple(fc.nat(1e9), fc.integer({ min: 10, max: 1e8 }))
  .map(([from, width]) => ({ from, to: from + width }));

/** Idle times inside a window, in order and apart. */
const idleIn = ({ from, to }: { from: number; to: number }, cuts: number[]) => {
  const places = [...new Set(cuts.map((cut) => from + ((to - from) * (cut + 1)) / 102))].sort(
    (a, b) => a - b,
  );
  return places.flatMap((start, index) => {
    const end = places[index + 1];
    return index % 2 === 0 && end !== undefined ? [{ from: start, to: end }] : [];
  });
};

describe('the scale of the lanes', () => {
  test('leads from a moment to a place and back, idle times left out or not', () => {
    fc.assert(
      fc.property(
        windows,
        fc.array(fc.nat(100), { maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (window, cuts, share) => {
          const scale = createScale(window, 500, idleIn(window, cuts));
          const at = window.from + (window.to - window.from) * share;
          expect(scale.time(scale.x(at)) - at).toBeLessThan((window.to - window.from) / 1e6 + 1e-3);
          expect(scale.x(window.from)).toBeCloseTo(0, 6);
          expect(scale.x(window.to)).toBeCloseTo(500, 3);
        },
      ),
    );
  });

  test('never turns back', () => {
    fc.assert(
      fc.property(windows, fc.array(fc.nat(100), { maxLength: 8 }), (window, cuts) => {
        const scale = createScale(window, 500, idleIn(window, cuts));
        let last = Number.NEGATIVE_INFINITY;
        for (let step = 0; step <= 200; step += 1) {
          const x = scale.x(window.from + ((window.to - window.from) * step) / 200);
          expect(x).toBeGreaterThanOrEqual(last - 1e-9);
          last = x;
        }
      }),
    );
  });

  test('keeps a zoom inside of the run, and the moment under the pointer in its place', () => {
    const whole = { from: 0, to: 100_000 };
    expect(zoomWindow(whole, 0.5, 50_000, whole)).toEqual({ from: 25_000, to: 75_000 });
    expect(zoomWindow({ from: 0, to: 10_000 }, 100, 0, whole)).toEqual(whole);
    expect(clampWindow({ from: -500, to: 500 }, whole)).toEqual({ from: 0, to: 1000 });
    expect(clampWindow({ from: 99_900, to: 100_900 }, whole)).toEqual({
      from: 99_000,
      to: 100_000,
    });
  });

  test.each([
    [0, 84_000, 6, ['15 s', '30 s', '45 s', '1:00', '1:15']],
    [0, 900, 5, ['200 ms', '400 ms', '600 ms', '800 ms']],
    [0, 7_200_000, 4, ['30:00', '1:00:00', '1:30:00']],
    [59_000, 61_000, 4, ['59.5 s', '1:00.0', '1:00.5']],
  ])('its axis from %i to %i in at most %i steps', (from, to, atMost, labels) => {
    const shown = axisTicks(from, to, atMost).map(({ label }) => label);
    expect(shown.filter((label) => label !== '59.0 s')).toEqual(labels);
  });
});

describe('counts', () => {
  test('the median is the lower middle of the sorted numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        expect(median(Float64Array.from(numbers))).toBe(
          sorted[Math.floor((sorted.length - 1) / 2)],
        );
      }),
    );
    expect(median(new Float64Array())).toBeUndefined();
  });

  test('calls in flight are never fewer than at any moment, however long the run becomes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5_000_000), fc.nat(100_000)), { minLength: 1, maxLength: 40 }),
        (calls) => {
          const inFlight = new InFlight();
          const inOrder = calls.toSorted((a, b) => a[0] - b[0]);
          for (const [beganAt, length] of inOrder) {
            const call = { beganAt, endedAt: beganAt + length, state: 'ok' } as CallNode;
            inFlight.update(createEntry(call), undefined);
          }
          const start = inOrder[0]?.[0] ?? 0;
          const end = Math.max(...calls.map(([from, length]) => from + length)) + 1;
          const peaks = inFlight.peaks(start, end, 50);
          const width = (end - start) / 50;
          for (const [from, length] of calls) {
            const middle = from + length / 2;
            const running = calls.filter(([a, b]) => a <= middle && a + b >= middle).length;
            const part = Math.min(49, Math.floor((middle - start) / width));
            expect(peaks[part]).toBeGreaterThanOrEqual(running);
          }
          expect(Math.max(...peaks)).toBeLessThanOrEqual(calls.length);
        },
      ),
    );
  });
});

describe('arguments on one line', () => {
  test.each([
    [{ value: { path: 'a.csv', limit: 10 } }, 'path="a.csv", limit=10'],
    [{ value: [1, 2] }, '[1,2]'],
    [{ value: { a: { b: null } } }, 'a={"b":null}'],
    [{ preview: '{"n":1.0}', bytes: 9 }, '{"n":1.0}'],
    [undefined, ''],
  ])('%j', (args, line) => {
    expect(shortArgs(args)).toBe(line);
  });

  test('H-E4: are bounded, and hide nothing', () => {
    expect(shortArgs({ value: { a: '\u202egnp.exe\n' } })).toBe('a="⟨U+202E⟩gnp.exe⟨U+000A⟩"');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const line = shortArgs({ value });
        expect(line.length).toBeLessThanOrEqual(256);
        expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u);
      }),
    );
  });
});
