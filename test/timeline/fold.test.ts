import { describe, expect, test } from 'vitest';
import { applyEvent, emptyTimeline } from '../../src/timeline/apply-event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { visibleRows } from '../../src/timeline/rows.ts';
import { snapshot } from '../../src/timeline/snapshot.ts';
import { began, ended, runOf, started } from './run-of.ts';

const done = { type: 'run.ended', outcome: 'done' } as const;

function shape(timeline: Parameters<typeof visibleRows>[0]): string[] {
  return visibleRows(timeline).map(({ call, depth }) => `${'.'.repeat(depth)}${call.callId}`);
}

test('an empty timeline is a run of which nothing is known', () => {
  expect(snapshot(emptyTimeline())).toEqual({
    lastSeq: 0,
    missing: 0,
    run: { state: 'pending', notes: [] },
    counts: {
      running: 0,
      ok: 0,
      error: 0,
      refused: 0,
      cancelled: 0,
      timed_out: 0,
      unfinished: 0,
    },
    calls: [],
    applied: { yes: 0, no: 0, unknown: 0, not_started: 0 },
    output: [],
    deliverables: [],
    attention: [],
    approvals: [],
    messages: [],
    unknown: [],
  });
});

test('a timeline is of one run: events of others change nothing', () => {
  const [first, second] = runOf([started, began('a')]);
  const timeline = emptyTimeline();
  if (first) applyEvent(timeline, first);
  if (second) applyEvent(timeline, { ...second, runId: 'run-2' });
  expect(timeline.runId).toBe('run-1');
  expect(timeline.lastSeq).toBe(1);
  expect(timeline.calls).toEqual([]);
});

test('a call’s revision tells a viewer what has changed', () => {
  const events = runOf([started, began('a'), began('b'), ended('a'), began('c', 'b')]);
  const timeline = fold(events);
  expect(timeline.calls.map(({ callId, revision }) => `${callId} ${revision}`)).toEqual([
    'a 4',
    'b 3',
    'c 5',
  ]);
});

test('an answer is kept with its question, and a second question with the same id is another', () => {
  const timeline = fold(
    runOf([
      started,
      { type: 'attention.raised', id: 'q', reason: 'first?' },
      { type: 'attention.closed', id: 'q', by: 'dana', answer: 'yes' },
      { type: 'attention.raised', id: 'q', reason: 'second?' },
    ]),
  );
  expect(timeline.attention).toEqual([
    {
      id: 'q',
      kind: 'attention',
      reason: 'first?',
      raisedAt: 1_010,
      closed: { by: 'dana', at: 1_020, answer: 'yes' },
    },
    { id: 'q', kind: 'attention', reason: 'second?', raisedAt: 1_030 },
  ]);
});

describe('H-E2: large and deep runs', () => {
  test('1,000 levels deep fold, list and become JSON', () => {
    const bodies = [started, began('0')];
    for (let level = 1; level < 1_000; level += 1) bodies.push(began(`${level}`, `${level - 1}`));
    const timeline = fold(runOf([...bodies, done]));
    const rows = visibleRows(timeline);
    expect(rows.at(-1)?.depth).toBe(999);
    expect(timeline.roots.size).toBe(1);
    expect(JSON.parse(JSON.stringify(snapshot(timeline))).calls).toHaveLength(1_000);
  });

  test('100,000 levels deep, told from the inside out, do so too', () => {
    const bodies = [started];
    for (let level = 100_000; level > 0; level -= 1) {
      bodies.push(began(`${level}`, level === 1 ? undefined : `${level - 1}`));
    }
    const timeline = fold(runOf(bodies));
    expect(visibleRows(timeline).at(-1)).toMatchObject({ depth: 99_999 });
    expect(timeline.roots.size).toBe(1);
    expect(JSON.stringify(snapshot(timeline)).length).toBeGreaterThan(1_000_000);
  });

  test('a circle of 1,000 calls is cut at one place', () => {
    const bodies = [started];
    for (let index = 0; index < 1_000; index += 1) {
      bodies.push(began(`${index}`, `${(index + 1) % 1_000}`));
    }
    const timeline = fold(runOf(bodies));
    expect(visibleRows(timeline)).toHaveLength(1_000);
    expect([...timeline.roots].map(({ callId, marks }) => [callId, ...marks])).toEqual([
      ['998', 'parent_cycle'],
    ]);
  });

  test('the work for an event does not grow with the run', () => {
    // Counted, not timed: a fold that copied a list per event would read every call each time.
    let reads = 0;
    const events = runOf([started, ...Array.from({ length: 50_000 }, (_, i) => began(`${i}`))]);
    const timeline = fold(events);
    const counting = (set: ReadonlySet<unknown>): void => {
      const iterate = set[Symbol.iterator].bind(set);
      Object.defineProperty(set, Symbol.iterator, {
        value: () => {
          reads += 1;
          return iterate();
        },
      });
    };
    counting(timeline.roots);
    counting(timeline.running);
    const { calls, running, roots } = timeline;
    for (let index = 0; index < 50_000; index += 1) {
      const [event] = runOf([ended(`${index}`)]);
      if (event) applyEvent(timeline, { ...event, seq: 50_002 + index });
    }
    expect(reads).toBe(0);
    expect(timeline.counts.ok).toBe(50_000);
    expect([timeline.calls, timeline.running, timeline.roots]).toEqual([calls, running, roots]);
    expect(timeline.calls === calls).toBe(true);
  });
});

test('children that wait for their parent move under it in their order', () => {
  const timeline = fold(
    runOf([started, began('b', 'a'), began('c', 'b'), began('d', 'a'), began('a')]),
  );
  expect(shape(timeline)).toEqual(['a', '.b', '..c', '.d']);
  expect(timeline.calls.map(({ marks }) => marks)).toEqual([[], [], [], []]);
});

test('a call whose begin comes late takes its place with the calls inside it', () => {
  const timeline = fold(runOf([started, ended('b'), began('c', 'b'), began('a'), began('b', 'a')]));
  expect(shape(timeline)).toEqual(['a', '.b', '..c']);
});

test('300,000 notes are as good as one', () => {
  const notes = Array.from({ length: 300_000 }, (_, index) => `note ${index}`);
  const timeline = fold(runOf([started, { ...done, notes }]));
  expect(timeline.run.notes).toEqual(notes);
});
