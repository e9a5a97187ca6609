import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import { fold } from '../../../src/timeline/fold.ts';
import type { Timeline } from '../../../src/timeline/timeline.ts';
import { endWords } from '../../../src/web/run/panels/ended/end-words.ts';
import { reasonOf, truthOf, unappliedCalls } from '../../../src/web/run/panels/ended/unapplied.ts';

interface Call {
  status: 'ok' | 'error' | 'refused' | 'cancelled' | 'timed_out' | 'never';
  applied: 'yes' | 'no' | 'unknown';
  asked: boolean;
  beginLost: boolean;
}

function timelineOf(calls: readonly Call[], ended: Record<string, unknown>): Timeline {
  const bodies: Record<string, unknown>[] = [{ type: 'run.started', kind: 'code', title: 'Run' }];
  calls.forEach(({ status, applied, asked, beginLost }, index) => {
    const callId = `c_${index}`;
    if (!beginLost) {
      bodies.push({ type: 'call.began', callId, tool: 't', args: { value: {} }, road: 'event' });
    }
    if (asked) bodies.push({ type: 'approval.asked', id: `ap_${index}`, callId });
    if (status !== 'never') bodies.push({ type: 'call.ended', callId, status, applied });
  });
  bodies.push({ type: 'run.ended', ...ended });
  return fold(
    bodies.map(
      (body, index) => ({ runId: 'r', seq: index + 1, at: index, ...body }) as unknown as RunEvent,
    ),
  );
}

const call: fc.Arbitrary<Call> = fc.record({
  status: fc.constantFrom('ok', 'error', 'refused', 'cancelled', 'timed_out', 'never'),
  applied: fc.constantFrom('yes', 'no', 'unknown'),
  asked: fc.boolean(),
  beginLost: fc.boolean(),
});

describe('what was applied, told after the end', () => {
  test('H-E6: every call is counted once, and each that is not simply applied has a reason', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), (calls) => {
        const timeline = timelineOf(calls, { outcome: 'error' });
        const truth = truthOf(timeline);
        const all = truth.applied + truth.failed + truth.unknown + truth.notStarted;
        expect(all).toBe(timeline.calls.length);
        const listed = unappliedCalls(timeline);
        const simple = timeline.calls.filter(
          ({ state, applied }) => state === 'ok' && applied === 'yes',
        );
        expect(listed.length + simple.length).toBe(timeline.calls.length);
        for (const one of listed) expect(reasonOf(timeline, one)).toMatch(/^[A-Z].{10,}\.$/);
      }),
    );
  });

  test('H-E6: unknown outcomes come first, then what was not started', () => {
    const kind = { asked: false, beginLost: false };
    const timeline = timelineOf(
      [
        { ...kind, status: 'error', applied: 'yes' },
        { ...kind, status: 'error', applied: 'no' },
        { ...kind, status: 'refused', applied: 'no' },
        { ...kind, status: 'never', applied: 'no' },
      ],
      { outcome: 'lost' },
    );
    expect(unappliedCalls(timeline).map(({ applied }) => applied)).toEqual([
      'unknown',
      'not_started',
      'no',
      'yes',
    ]);
  });

  test.each([
    [{ outcome: 'done' }, 'The program finished'],
    [
      { outcome: 'error', error: { name: 'KeyError', message: 'id' } },
      'The program stopped with an error',
    ],
    [{ outcome: 'cancelled' }, 'The run was cancelled'],
    [{ outcome: 'timed_out' }, 'The run took longer than it may'],
    [{ outcome: 'exited' }, 'The process ended without a word'],
    [{ outcome: 'lost' }, 'Nobody can tell how this run ended'],
  ])('%j begins with “%s”', (ended, title) => {
    const timeline = timelineOf([], ended);
    expect(endWords(timeline, truthOf(timeline)).title).toBe(title);
  });

  test.each([
    ['the sums differ', 'ValueError: the sums differ. It made no calls.'],
    ['Which file?\n', 'ValueError: Which file? It made no calls.'],
  ])('what the program said of its error, %j, ends as a sentence', (message, detail) => {
    const timeline = timelineOf([], { outcome: 'error', error: { name: 'ValueError', message } });
    expect(endWords(timeline, truthOf(timeline)).detail).toBe(detail);
  });

  test('the risk is told: who may have changed data', () => {
    const never: Call = { status: 'never', applied: 'no', asked: false, beginLost: false };
    const timeline = timelineOf([never, { ...never, status: 'ok', applied: 'yes' }], {
      outcome: 'lost',
    });
    expect(endWords(timeline, truthOf(timeline)).detail).toContain(
      '1 call of 2 may have changed data',
    );
  });
});
