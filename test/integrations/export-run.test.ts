import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ExportRunOptions,
  exportRun,
} from '../../src/integrations/opentelemetry/export-run.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import type { CallNode } from '../../src/timeline/call-node.ts';
import { fold } from '../../src/timeline/fold.ts';
import { arbitraryRun } from '../timeline/arbitrary-run.ts';
import { began, ended, runOf, started } from '../timeline/run-of.ts';
import { idOf, memorySpans } from './memory-spans.ts';

interface Exported {
  spans: ReadableSpan[];
  /** Names of a span and those above it, the outermost first. */
  pathOf(span: ReadableSpan): string[];
  named(name: string): ReadableSpan;
}

async function exported(
  events: Iterable<RunEvent> | AsyncIterable<RunEvent>,
  options: Omit<ExportRunOptions, 'tracer'> = {},
): Promise<Exported> {
  const memory = memorySpans();
  const count = await exportRun(events, { tracer: memory.tracer, ...options });
  const spans = memory.spans();
  expect(spans.length).toBe(count);
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  return {
    spans,
    pathOf(span) {
      const path: string[] = [];
      for (let at: ReadableSpan | undefined = span; at; ) {
        path.unshift(idOf(at));
        const above: string | undefined = at.parentSpanContext?.spanId;
        at = above === undefined ? undefined : byId.get(above);
      }
      return path;
    },
    named(name) {
      const found = spans.filter((span) => span.name === name);
      expect(found.length, name).toBe(1);
      return found[0] as ReadableSpan;
    },
  };
}

/** The same path by the tree that every view shows. */
function pathInTree(call: CallNode): string[] {
  const path: string[] = [];
  for (let at: CallNode | undefined = call; at; at = at.parent) path.unshift(at.callId);
  return ['run', ...path];
}

const done = { type: 'run.ended', outcome: 'done' };

describe('a run as spans', () => {
  test('has the names and attributes of the GenAI conventions', async () => {
    const events = runOf([
      { type: 'run.started', kind: 'code', title: 'Flight delays', tags: { team: 'ops' } },
      { ...began('c1'), tool: 'read_file', line: 7, args: { value: { path: 'a' } } },
      { ...ended('c1'), result: { value: 'text' } },
      done,
    ]);
    const { named, spans } = await exported(events);
    const run = named('invoke_workflow Flight delays');
    expect(run.attributes).toEqual({
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'Flight delays',
      'causeway.run.id': 'run-1',
      'causeway.run.kind': 'code',
      'causeway.run.tag.team': 'ops',
      'causeway.run.outcome': 'done',
    });
    const call = named('execute_tool read_file');
    expect(call.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'read_file',
      'gen_ai.tool.call.id': 'c1',
      'gen_ai.tool.type': 'function',
      'code.line.number': 7,
      'causeway.run.id': 'run-1',
      'causeway.call.road': 'event',
      'causeway.call.status': 'ok',
      'causeway.call.applied': 'yes',
    });
    expect(spans.map(({ status }) => status.code)).toEqual([0, 0]);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  test('calls an agent’s run invoke_agent', async () => {
    const { spans } = await exported(
      runOf([{ type: 'run.started', kind: 'agent', title: 'Fix it', host: 'build-02' }, done]),
    );
    expect(spans[0]?.name).toBe('invoke_agent Fix it');
    expect(spans[0]?.attributes).toMatchObject({
      'gen_ai.agent.name': 'Fix it',
      'causeway.run.host': 'build-02',
    });
  });

  test('has the journal’s times, long past ones too', async () => {
    const events = runOf([started, began('c1'), ended('c1'), done]).map((event) => ({
      ...event,
      at: event.at + 0.5,
    }));
    const { spans } = await exported(events);
    expect(spans.map(({ startTime, endTime }) => [startTime, endTime])).toEqual([
      [
        [1, 10_500_000],
        [1, 20_500_000],
      ],
      [
        [1, 500_000],
        [1, 30_500_000],
      ],
    ]);
  });

  test('leaves out arguments and results unless they are asked for', async () => {
    const events = runOf([
      started,
      { ...began('c1'), args: { value: { q: 'secret' } } },
      { ...ended('c1'), result: { preview: '["sec', bytes: 99_999, ref: 'sha256-0' } },
      done,
    ]);
    const without = await exported(events);
    expect(JSON.stringify(without.spans.map(({ attributes }) => attributes))).not.toContain('sec');
    const { named } = await exported(events, { content: true });
    expect(named('execute_tool work').attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"q":"secret"}',
      'gen_ai.tool.call.result': '["sec',
    });
  });

  test('H-E6 tells of each call that did not end well why, and whether it had its effect', async () => {
    const end = (callId: string, rest: object) => ({
      type: 'call.ended',
      callId,
      ...rest,
    });
    const { spans } = await exported(
      runOf([
        started,
        ...['failed', 'refused', 'slow', 'never'].map((callId) => began(callId)),
        end('failed', {
          status: 'error',
          applied: 'unknown',
          error: { name: 'NotFound', message: 'no such file' },
        }),
        end('refused', {
          status: 'refused',
          applied: 'no',
          error: { name: 'ToolError', message: 'not offered', code: 'unknown_tool' },
        }),
        end('slow', { status: 'timed_out', applied: 'unknown' }),
        {
          type: 'run.ended',
          outcome: 'error',
          error: { name: 'ValueError', message: 'out of range' },
        },
      ]),
    );
    const told = spans.map((span) => [
      idOf(span),
      span.attributes['error.type'],
      span.status,
      span.attributes['causeway.call.status'],
      span.attributes['causeway.call.applied'],
    ]);
    expect(told).toEqual([
      ['failed', 'NotFound', { code: 2, message: 'no such file' }, 'error', 'unknown'],
      ['refused', 'unknown_tool', { code: 2, message: 'not offered' }, 'refused', 'not_started'],
      [
        'slow',
        'timed_out',
        { code: 2, message: 'the call ran out of time' },
        'timed_out',
        'unknown',
      ],
      [
        'never',
        'unfinished',
        { code: 2, message: 'the run ended before this call did' },
        'unfinished',
        'unknown',
      ],
      ['run', 'ValueError', { code: 2, message: 'out of range' }, undefined, undefined],
    ]);
  });

  test('H-E2 nests a thousand levels and 50,000 calls', async () => {
    const deep = Array.from({ length: 1_000 }, (_, level) =>
      began(`d${level}`, level === 0 ? undefined : `d${level - 1}`),
    );
    const { spans, pathOf } = await exported(runOf([started, ...deep, done]));
    const last = spans.find((span) => idOf(span) === 'd999');
    expect(last && pathOf(last).length).toBe(1_001);
    const wide = Array.from({ length: 50_000 }, (_, index) => [
      began(`w${index}`),
      ended(`w${index}`),
    ]);
    expect((await exported(runOf([started, ...wide.flat(), done]))).spans.length).toBe(50_001);
  });

  test('H-E2 puts a call whose parent comes later, or never, where the tree has it', async () => {
    const { spans, pathOf } = await exported(
      runOf([
        started,
        began('child', 'parent'),
        ended('child'),
        began('lonely', 'nobody'),
        began('parent', 'late'),
        ended('late'),
        { ...began('late'), tool: 'late' },
        ended('parent'),
        { type: 'call.ended', callId: 'unseen', status: 'ok', applied: 'yes' },
        began('a', 'b'),
        began('b', 'a'),
        done,
      ]),
    );
    expect(Object.fromEntries(spans.map((span) => [idOf(span), pathOf(span).join(' ')]))).toEqual({
      child: 'run late parent child',
      lonely: 'run lonely',
      parent: 'run late parent',
      late: 'run late',
      unseen: 'run unseen',
      a: 'run a',
      b: 'run a b',
      run: 'run',
    });
    const marks = spans.map((span) => [idOf(span), span.attributes['causeway.call.marks']]);
    expect(marks).toContainEqual(['lonely', ['parent_missing', 'never_ended']]);
    expect(spans.find((span) => idOf(span) === 'unseen')?.name).toBe('execute_tool');
  });

  test('H-E2 nests whatever a journal can hold as the tree does, each call once', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, async (events) => {
        const end = events.findIndex(({ type }) => type === 'run.ended');
        const run = end < 0 ? events : events.slice(0, end + 1);
        const { spans, pathOf } = await exported(run);
        const calls = fold(run).calls;
        const paths = spans.map((span) => pathOf(span).join('/')).sort();
        const root = run.length === 0 ? [] : ['run'];
        expect(paths).toEqual([...root, ...calls.map((call) => pathInTree(call).join('/'))].sort());
        for (const { startTime, endTime } of spans) {
          expect(endTime[0] * 1e9 + endTime[1]).toBeGreaterThanOrEqual(
            startTime[0] * 1e9 + startTime[1],
          );
        }
      }),
    );
  });

  test('gives the same spans in the same order each time', async () => {
    const events = runOf([started, began('b', 'a'), began('c'), ended('c'), began('a'), done]);
    const ids = async (): Promise<string[]> => (await exported(events)).spans.map(idOf);
    expect(await ids()).toEqual(['c', 'b', 'a', 'run']);
    expect(await ids()).toEqual(['c', 'b', 'a', 'run']);
  });

  test('H-E4 bounds what names and messages bring', async () => {
    const long = '\u{1f30a}'.repeat(500_000);
    const { spans } = await exported(
      runOf([
        { type: 'run.started', kind: 'code', title: long },
        { ...began('c1'), tool: long },
        { type: 'run.ended', outcome: 'error', error: { name: long, message: long } },
      ]),
    );
    expect(JSON.stringify(spans.map(({ name, status }) => [name, status])).length).toBeLessThan(
      3_000,
    );
    expect(spans.every(({ name }) => name.isWellFormed())).toBe(true);
  });

  test('ends with the last event where the run’s end is not among them', async () => {
    const { spans } = await exported(runOf([started, began('c1')]));
    expect(spans.map((span) => [idOf(span), span.endTime, span.status.code])).toEqual([
      ['c1', [1, 10_000_000], 0],
      ['run', [1, 10_000_000], 0],
    ]);
    expect(spans.at(-1)?.attributes['causeway.run.outcome']).toBe('running');
  });

  test('waits for a flush every thousand spans, so that a batching processor drops none', async () => {
    const calls = Array.from({ length: 2_500 }, (_, index) => [
      began(`${index}`),
      ended(`${index}`),
    ]);
    let flushes = 0;
    await exported(runOf([started, ...calls.flat(), done]), {
      flush: async () => {
        flushes += 1;
      },
    });
    expect(flushes).toBe(3);
  });
});
