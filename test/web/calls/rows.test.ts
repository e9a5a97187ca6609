import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import { applyEvent, emptyTimeline } from '../../../src/timeline/apply-event.ts';
import type { CallNode } from '../../../src/timeline/call-node.ts';
import { CallTree } from '../../../src/web/run/calls/model/call-tree.ts';
import { appendRows, flatten } from '../../../src/web/run/calls/model/flatten.ts';
import { Openness } from '../../../src/web/run/calls/model/openness.ts';
import type { Rows } from '../../../src/web/run/calls/model/rows.ts';
import { createApprovalIndex } from '../../../src/web/run/store/approval-index.ts';
import { changedBy } from '../../../src/web/run/store/event-changes.ts';

/** What the page does with events: a batch at a time, rows appended where that is enough. */
function follow(batches: RunEvent[][], options: { filter?: string; openAll?: boolean } = {}): Rows {
  const timeline = emptyTimeline();
  const approvals = createApprovalIndex(timeline);
  const tree = new CallTree(timeline, approvals);
  const openness = new Openness();
  const { filter } = options;
  if (filter !== undefined) tree.setFilter(({ call }) => call.tool === filter);
  let rows = flatten({ tree, openness, kept: undefined });
  for (const batch of batches) {
    const changed = new Set<CallNode>();
    for (const event of batch) {
      applyEvent(timeline, event);
      for (const call of changedBy(timeline, approvals, event)) changed.add(call);
    }
    const change = tree.update(changed);
    if (options.openAll) {
      for (const { site } of tree.all) if (site !== undefined) openness.set(site.id, 'all');
    }
    const appended =
      !change.isRestructured &&
      !options.openAll &&
      appendRows(rows, change.appended, { tree, openness, kept: undefined });
    if (!appended) rows = flatten({ tree, openness, kept: undefined });
  }
  return rows;
}

/** Rows as text, with everything but the number of siblings, which the page asks the tree for. */
function shown({ nodes, depths, places, modes }: Rows): string[] {
  return nodes.map((node, index) => {
    const facts = node.kind === 'call' ? `${node.tone} ${node.bytes}` : '';
    const tallies = node.kind === 'site' ? JSON.stringify([node.tallies, node.bytes]) : '';
    return `${depths[index]} ${places[index]} ${modes[index]} ${node.id} ${facts}${tallies}`;
  });
}

const tools = ['docs.search', 'erp.get_order', 'mail.send'];

interface Step {
  what: number;
  call: number;
  parent: number;
  tool: number;
  end: number;
}

/** Events of a run in which anything may come at any time: ends first, parents last, all twice. */
const runs = fc
  .array(
    fc.record({
      what: fc.nat(9),
      call: fc.nat(25),
      parent: fc.nat(40),
      tool: fc.nat(2),
      end: fc.nat(4),
    }),
    { maxLength: 120 },
  )
  .map((steps) => steps.map((step, index) => eventOf(step, index)));

function eventOf({ what, call, parent, tool, end }: Step, index: number): RunEvent {
  const header = { runId: 'r', seq: index + 1, at: 1000 + index };
  const callId = `c${call}`;
  if (what <= 4) {
    const inside = parent < 25 ? { parentCallId: `c${parent}` } : {};
    const args = { value: { n: index } };
    return {
      ...header,
      type: 'call.began',
      callId,
      tool: tools[tool] ?? '',
      line: 1,
      args,
      road: 'event',
      ...inside,
    } as RunEvent;
  }
  if (what === 5) return { ...header, type: 'approval.asked', id: `a${call}`, callId } as RunEvent;
  if (what === 6) {
    return {
      ...header,
      type: 'approval.given',
      id: `a${call}`,
      by: 'm',
      decision: 'approve',
    } as RunEvent;
  }
  const statuses = ['ok', 'ok', 'error', 'timed_out', 'cancelled'];
  const applied = end === 3 ? 'unknown' : 'no';
  return { ...header, type: 'call.ended', callId, status: statuses[end], applied } as RunEvent;
}

function split(events: RunEvent[], cuts: number[]): RunEvent[][] {
  const at = [...new Set(cuts.map((cut) => cut % (events.length + 1)))].sort((a, b) => a - b);
  return [...at, events.length].map((end, index) =>
    events.slice(index === 0 ? 0 : at[index - 1], end),
  );
}

describe('rows of calls', () => {
  test.each([
    ['as they are', {}],
    ['with every group open', { openAll: true }],
    ['filtered', { filter: 'mail.send' }],
  ])('H-E3: are the same however the events were split on their way, %s', (_, options) => {
    fc.assert(
      fc.property(runs, fc.array(fc.nat(200), { maxLength: 30 }), (events, cuts) => {
        const atOnce = shown(follow([events], options));
        expect(shown(follow(split(events, cuts), options))).toEqual(atOnce);
      }),
      { numRuns: 400 },
    );
  });

  test('H-E2: hold every call once when everything is open, whatever the events say', () => {
    fc.assert(
      fc.property(runs, (events) => {
        const timeline = emptyTimeline();
        for (const event of events) applyEvent(timeline, event);
        const calls = follow([events], { openAll: true }).nodes.filter(
          ({ kind }) => kind === 'call',
        );
        expect(calls.map(({ id }) => id).sort()).toEqual(
          timeline.calls.map(({ callId }) => `c:${callId}`).sort(),
        );
      }),
    );
  });

  test('more than five siblings of one line and tool are one row', () => {
    const rows = follow([began(5)]);
    expect(rows.nodes.map(({ kind }) => kind)).toEqual(['run', ...Array(5).fill('call')]);
    const more = follow([began(6)]);
    expect(more.nodes.map(({ kind }) => kind)).toEqual(['run', 'site']);
  });

  test('a group lists its exceptions, twenty of them when there are more than fifty', () => {
    const ends = (count: number): RunEvent[] =>
      Array.from({ length: count }, (_, index) => ended(index, 100 + index));
    const few = follow([[...began(80), ...ends(50)]]);
    expect(few.nodes.map(({ kind }) => kind)).toEqual(['run', 'site', ...Array(50).fill('call')]);
    const many = follow([[...began(80), ...ends(51)]]);
    expect(many.nodes.map(({ kind }) => kind)).toEqual([
      'run',
      'site',
      ...Array(20).fill('call'),
      'more',
    ]);
  });

  test('an exception deep inside keeps its ancestors visible in their groups', () => {
    const inside = { ...beganAt(90, 200), parentCallId: 'c7' } as RunEvent;
    const rows = follow([[...began(10), inside, ended(90, 201)]]);
    expect(rows.nodes.map(({ id }) => id)).toEqual(['run', 'g::4:docs.search', 'c:c7', 'c:c90']);
  });

  test('H-E2: ten thousand levels take no stack', () => {
    const deep = Array.from(
      { length: 10_000 },
      (_, index) =>
        ({
          ...beganAt(index, index + 1),
          ...(index > 0 && { parentCallId: `c${index - 1}` }),
        }) as RunEvent,
    );
    const rows = follow([deep]);
    expect(rows.depths.at(-1)).toBe(10_000);
  });
});

function began(count: number): RunEvent[] {
  return Array.from({ length: count }, (_, index) => beganAt(index, index + 1));
}

function beganAt(index: number, seq: number): RunEvent {
  return {
    runId: 'r',
    seq,
    at: seq,
    type: 'call.began',
    callId: `c${index}`,
    tool: 'docs.search',
    line: 4,
    args: { value: {} },
    road: 'event',
  } as RunEvent;
}

function ended(index: number, seq: number): RunEvent {
  const end = { status: 'error', applied: 'no' };
  return { runId: 'r', seq, at: seq, type: 'call.ended', callId: `c${index}`, ...end } as RunEvent;
}
