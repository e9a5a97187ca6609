import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runSummarySchema } from '../../src/protocol/api/run-summary.ts';
import type { RunEvent, RunEventBody } from '../../src/protocol/events/event.ts';
import { applyEvent, emptyTimeline } from '../../src/timeline/apply-event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { lightenEvent } from '../../src/timeline/lighten-event.ts';
import { summarise } from '../../src/timeline/summarise.ts';
import { arbitraryRun } from './arbitrary-run.ts';
import { runOf } from './run-of.ts';

function began(callId: string, tool: string): RunEventBody {
  return { type: 'call.began', callId, tool, args: { value: {} }, road: 'event' };
}

function summaryOf(bodies: RunEventBody[]) {
  return summarise(fold(runOf(bodies)));
}

const start: RunEventBody = { type: 'run.started', kind: 'code', title: 'A run' };

describe('the summary of a run', () => {
  test('H-E3: events without their values give the same summary and the same tree', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const full = emptyTimeline();
        const light = emptyTimeline();
        for (const event of events) {
          applyEvent(full, event);
          applyEvent(light, lightenEvent(event));
          expect(summarise(light)).toEqual(summarise(full));
        }
        const tree = (timeline: typeof full) =>
          timeline.calls.map(({ callId, parent, marks }) => [callId, parent?.callId, marks]);
        expect(tree(light)).toEqual(tree(full));
      }),
    );
  });

  test('H-E6: its counts are those of all calls, whatever the order of their events', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const timeline = fold(events);
        const { calls, applied, open, files } = summarise(timeline);
        const settled = timeline.calls.filter(({ state }) => state !== 'running');
        for (const state of Object.keys(calls) as (keyof typeof calls)[]) {
          const count = timeline.calls.filter((call) => call.state === state).length;
          expect([state, calls[state]]).toEqual([state, count]);
        }
        for (const effect of Object.keys(applied) as (keyof typeof applied)[]) {
          const count = settled.filter((call) => call.applied === effect).length;
          expect([effect, applied[effect]]).toEqual([effect, count]);
        }
        const unanswered = [
          ...timeline.attention.filter(({ closed }) => closed === undefined),
          ...timeline.approvals.filter(({ given }) => given === undefined),
        ];
        expect(open).toHaveLength(timeline.run.endedAt === undefined ? unanswered.length : 0);
        expect(files).toBe(
          timeline.deliverables.filter(({ state }) => state === 'captured').length,
        );
      }),
    );
  });

  test('it is what the API says a summary is', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const { success } = runSummarySchema.safeParse(summarise(fold(events)));
        expect(success).toBe(true);
      }),
    );
  });

  test('a light event has nothing of what a program handed over or wrote', () => {
    const secret = 's3cret';
    const value = { value: { password: secret } };
    const bodies = [
      { ...start, source: { language: 'python', code: secret, filename: secret } },
      { ...began('a', 't'), args: value, assetId: secret },
      { type: 'call.progressed', callId: 'a', message: secret },
      {
        type: 'call.ended',
        callId: 'a',
        status: 'error',
        applied: 'no',
        result: value,
        error: { name: 'E', message: secret },
      },
      { type: 'output.written', stream: 'stdout', text: secret },
      { type: 'domain.sent', keyword: 'X', data: value },
      { type: 'future.happened', text: secret },
      { type: 'attention.closed', id: 'q', by: 'mara', answer: secret },
      { type: 'run.ended', outcome: 'done', value, notes: [secret] },
    ] as RunEventBody[];
    expect(JSON.stringify(runOf(bodies).map(lightenEvent))).not.toContain(secret);
  });

  test('H-E4: long texts are cut between characters, and there are at most 100 requests', () => {
    const requests = Array.from(
      { length: 150 },
      (_, index): RunEventBody => ({
        type: 'attention.raised',
        id: `q${index}`,
        reason: `${'x'.repeat(499)}😀`,
      }),
    );
    const summary = summaryOf([
      { ...start, title: 'y'.repeat(1_000_000) } as RunEventBody,
      ...requests,
    ]);
    expect(summary.title).toBe('y'.repeat(500));
    expect(summary.open).toHaveLength(100);
    expect(summary.open[0]).toMatchObject({ id: 'q0', text: 'x'.repeat(499) });
  });

  test('the tools are the first 50 of their sorted names, each once', () => {
    const names = Array.from({ length: 120 }, (_, index) => `tool-${(index * 7) % 120}`);
    const calls = [...names, ...names].map((tool, index) => began(`c${index}`, tool));
    const { tools } = summaryOf([start, ...calls]);
    expect(tools).toEqual([...names].sort().slice(0, 50));
  });

  test('requests of both kinds come in the order of their times, approvals with their tool', () => {
    const [first, ...rest] = runOf([
      start,
      began('c', 'mail.send'),
      { type: 'approval.asked', id: 'p', callId: 'c' },
      { type: 'browser.requested', id: 'b', url: 'https://example.org/' },
    ]);
    const events = [first, ...rest].map((event, index) => ({ ...event, at: index }) as RunEvent);
    expect(summarise(fold(events)).open).toEqual([
      { id: 'p', kind: 'approval', text: 'mail.send', raisedAt: 2, callId: 'c' },
      { id: 'b', kind: 'browser', text: 'https://example.org/', raisedAt: 3 },
    ]);
  });

  test('H-E2: 50,000 calls are summarised after each event', () => {
    const timeline = emptyTimeline();
    const bodies = Array.from({ length: 50_000 }, (_, index) =>
      began(`c${index}`, `t${index % 9}`),
    );
    for (const event of runOf([start, ...bodies])) {
      applyEvent(timeline, lightenEvent(event));
      summarise(timeline);
    }
    expect(summarise(timeline)).toMatchObject({ lastSeq: 50_001, calls: { running: 50_000 } });
  });
});
