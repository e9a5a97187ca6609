import { describe, expect, test } from 'vitest';
import { emptyTimeline } from '../../src/timeline/apply-event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { visibleRows } from '../../src/timeline/rows.ts';
import {
  callDuration,
  countByStatus,
  openApprovals,
  openAttention,
  runDuration,
} from '../../src/timeline/selectors.ts';
import { began, ended, runOf, started } from './run-of.ts';

const events = runOf([
  started,
  began('a'),
  began('b', 'a'),
  began('c', 'b'),
  began('d'),
  ended('c'),
  { type: 'call.ended', callId: 'd', status: 'error', applied: 'no' },
]);

test('counts calls by status', () => {
  expect(countByStatus(fold(events))).toEqual({
    ok: 1,
    error: 1,
    refused: 0,
    cancelled: 0,
    timed_out: 0,
  });
});

describe('visibleRows', () => {
  test('lists each call before those inside it', () => {
    const rows = visibleRows(fold(events));
    expect(rows.map(({ call, depth }) => [call.callId, depth])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 0],
    ]);
  });

  test('leaves out what is inside a collapsed call, and marks only calls that have something', () => {
    const rows = visibleRows(fold(events), ({ callId }) => callId === 'b' || callId === 'd');
    expect(rows.map(({ call, collapsed }) => [call.callId, collapsed])).toEqual([
      ['a', false],
      ['b', true],
      ['d', false],
    ]);
  });
});

describe('durations', () => {
  test('of a run under way last until now, or until its last event', () => {
    expect(runDuration(fold(events))).toBe(60);
    expect(runDuration(fold(events), 5_000)).toBe(4_000);
    expect(runDuration(fold(events), 0)).toBe(0);
    expect(runDuration(emptyTimeline(), 5_000)).toBeUndefined();
  });

  test('of an ended run do not depend on now', () => {
    const all = [...events, ...runOf([{ type: 'run.ended', outcome: 'done' }])].map(
      (event, index) => ({
        ...event,
        seq: index + 1,
        at: 1_000 + index * 10,
      }),
    );
    expect(runDuration(fold(all), 9_999)).toBe(70);
    const call = fold(all).callsById.get('a');
    expect(call && callDuration(fold(all), call, 9_999)).toBe(60);
  });

  test('of a call last until its end, or until now', () => {
    const timeline = fold(events);
    const [a, , c] = timeline.calls;
    expect(a && callDuration(timeline, a, 2_000)).toBe(990);
    expect(c && callDuration(timeline, c, 2_000)).toBe(20);
  });
});

test('finds what waits for a person', () => {
  const timeline = fold(
    runOf([
      started,
      { type: 'attention.raised', id: 'q1', reason: 'one?' },
      { type: 'browser.requested', id: 'q2', url: 'https://example.com/' },
      { type: 'attention.closed', id: 'q1', by: 'dana' },
      { type: 'approval.asked', id: 'p1', callId: 'a' },
      { type: 'approval.asked', id: 'p2', callId: 'b' },
      { type: 'approval.given', id: 'p1', by: 'dana', decision: 'reject' },
    ]),
  );
  expect(openAttention(timeline).map(({ id }) => id)).toEqual(['q2']);
  expect(openApprovals(timeline).map(({ id }) => id)).toEqual(['p2']);
});
