import { EventSchemas } from '@ag-ui/core/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgUiEvent } from '../../src/integrations/ag-ui/ag-ui-event.ts';
import { AgUiMapper, type AgUiOptions } from '../../src/integrations/ag-ui/ag-ui-mapper.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { arbitraryRun } from '../timeline/arbitrary-run.ts';
import { began, ended, runOf, started } from '../timeline/run-of.ts';
import { breachesOfOrder } from './ag-ui-order.ts';

function mapped(events: Iterable<RunEvent>, options?: AgUiOptions): AgUiEvent[] {
  const mapper = new AgUiMapper(options);
  const all = [...events].flatMap((event) => mapper.add(event));
  for (const event of all) EventSchemas.parse(event);
  expect(breachesOfOrder(all)).toEqual([]);
  return all;
}

/** The same without times. */
function told(events: Iterable<RunEvent>): AgUiEvent[] {
  return mapped(events).map(({ timestamp, ...event }) => event as AgUiEvent);
}

const done = { type: 'run.ended', outcome: 'done', value: { value: { n: 1 } } };

describe('a run as AG-UI events', () => {
  test('tells a run, its calls with arguments and results, and its value', () => {
    const events = runOf([
      started,
      { ...began('c1'), tool: 'read_file', args: { value: { path: 'a' } }, line: 3 },
      { ...ended('c1'), result: { value: 'text' } },
      done,
    ]);
    expect(told(events)).toEqual([
      { type: 'RUN_STARTED', threadId: 'run-1', runId: 'run-1', protocolVersion: '1.0' },
      { type: 'CUSTOM', name: 'causeway.run.started', value: { kind: 'code', title: 'A run' } },
      {
        type: 'TOOL_CALL_START',
        toolCallId: 'c1',
        toolCallName: 'read_file',
        metadata: { causeway: { line: 3, road: 'event' } },
      },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: '{"path":"a"}' },
      { type: 'TOOL_CALL_END', toolCallId: 'c1' },
      {
        type: 'TOOL_CALL_RESULT',
        messageId: 'run-1/result/c1',
        toolCallId: 'c1',
        content: 'text',
        role: 'tool',
        metadata: { causeway: { status: 'ok', applied: 'yes' } },
      },
      {
        type: 'RUN_FINISHED',
        threadId: 'run-1',
        runId: 'run-1',
        result: { n: 1 },
        outcome: { type: 'success' },
        metadata: { causeway: { outcome: 'done' } },
      },
    ]);
    expect(mapped(events).map(({ timestamp }) => timestamp)).toEqual([
      1000, 1000, 1010, 1010, 1010, 1020, 1030,
    ]);
  });

  test.each([
    ['none where it is null', { value: null }, undefined],
    ['digits that JavaScript keeps', { preview: '{"n":1.0}', bytes: 9 }, { n: 1 }],
    ['none where there is only its beginning', { preview: '{"n":1', bytes: 90_000 }, undefined],
    ['none where the record is no JSON', { preview: '', bytes: 0 }, undefined],
  ])('gives the value of a run: %s', (_what, value, result) => {
    const last = told(runOf([started, { type: 'run.ended', outcome: 'done', value }])).at(-1);
    expect(last).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } });
    expect(last && 'result' in last ? last.result : undefined).toEqual(result);
  });

  test('names the run that started it, and the conversation it is told to belong to', () => {
    const parent = { runId: 'run-0', callId: 'c9' };
    const [first] = mapped(runOf([{ ...started, parent }]), { threadId: 'thread-7' });
    expect(first).toMatchObject({ threadId: 'thread-7', runId: 'run-1', parentRunId: 'run-0' });
  });

  test('makes a message of what one stream writes, until the other does or a call begins', () => {
    const write = (stream: string, text: string) => ({ type: 'output.written', stream, text });
    const events = told(
      runOf([
        started,
        write('stdout', 'a'),
        write('stdout', 'b'),
        write('stderr', 'c'),
        began('c1'),
        write('stderr', 'd'),
        done,
      ]),
    ).filter(({ type }) => type.startsWith('TEXT_') || type === 'TOOL_CALL_START');
    expect(
      events.map((event) => [event.type, 'delta' in event ? event.delta : ''].join(' ')),
    ).toEqual([
      'TEXT_MESSAGE_START ',
      'TEXT_MESSAGE_CONTENT a',
      'TEXT_MESSAGE_CONTENT b',
      'TEXT_MESSAGE_END ',
      'TEXT_MESSAGE_START ',
      'TEXT_MESSAGE_CONTENT c',
      'TEXT_MESSAGE_END ',
      'TOOL_CALL_START ',
      'TEXT_MESSAGE_START ',
      'TEXT_MESSAGE_CONTENT d',
      'TEXT_MESSAGE_END ',
    ]);
    expect(events[0]).toMatchObject({ role: 'assistant', name: 'stdout' });
  });

  test.each([
    ['error', 'RUN_ERROR', { message: 'ValueError: out of range', code: 'error' }],
    ['timed_out', 'RUN_ERROR', { message: 'ValueError: out of range', code: 'timed_out' }],
    ['cancelled', 'RUN_FINISHED', { outcome: { type: 'cancelled' } }],
  ])('ends a run that ended as %s with %s', (outcome, type, facts) => {
    const error = { name: 'ValueError', message: 'out of range' };
    const events = told(runOf([started, { type: 'run.ended', outcome, error }]));
    expect(events.at(-1)).toMatchObject({ type, ...facts });
    expect(events.at(-1)).toMatchObject({ metadata: { causeway: { outcome, error } } });
  });

  test('says so where a run that was lost left no error', () => {
    const events = told(runOf([started, { type: 'run.ended', outcome: 'lost' }]));
    expect(events.at(-1)).toMatchObject({ message: 'The run ended as lost', code: 'lost' });
  });

  test('H-E6 answers a call that never ended, and says of each call whether it had its effect', () => {
    const failed = {
      type: 'call.ended',
      callId: 'failed',
      status: 'error',
      applied: 'no',
      error: { name: 'NotFound', message: 'no such file' },
    };
    const results = told(runOf([started, began('failed'), began('never'), failed, done])).filter(
      ({ type }) => type === 'TOOL_CALL_RESULT',
    );
    expect(results).toMatchObject([
      {
        toolCallId: 'failed',
        content: 'NotFound: no such file',
        metadata: { causeway: { status: 'error', applied: 'no' } },
      },
      { toolCallId: 'never', metadata: { causeway: { status: 'unfinished', applied: 'unknown' } } },
    ]);
  });

  test('H-E2 keeps an end that comes first until the begin, or the end of the run', () => {
    const events = told(runOf([started, ended('late'), ended('unseen'), began('late'), done]));
    const calls = events.filter((event) => 'toolCallId' in event);
    expect(
      calls.map((event) => `${event.type} ${'toolCallId' in event && event.toolCallId}`),
    ).toEqual([
      'TOOL_CALL_START late',
      'TOOL_CALL_ARGS late',
      'TOOL_CALL_END late',
      'TOOL_CALL_RESULT late',
      'TOOL_CALL_START unseen',
      'TOOL_CALL_END unseen',
      'TOOL_CALL_RESULT unseen',
    ]);
  });

  test('H-E2 tells a second begin and a second end as what they are', () => {
    const events = told(runOf([started, began('a'), began('a'), ended('a'), ended('a'), done]));
    const names = events.map((event) => ('name' in event ? event.name : event.type));
    expect(names).toEqual([
      'RUN_STARTED',
      'causeway.run.started',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'causeway.call.began',
      'TOOL_CALL_RESULT',
      'causeway.call.ended',
      'RUN_FINISHED',
    ]);
  });

  test('has parseable arguments also where the journal keeps them elsewhere', () => {
    const args = { preview: '{"text":"aaa', bytes: 900_000, ref: 'sha256-0' };
    const events = told(runOf([started, { ...began('c1'), args }]));
    expect(events).toContainEqual({
      type: 'TOOL_CALL_ARGS',
      toolCallId: 'c1',
      delta: '{"__truncated__":true}',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ metadata: { causeway: { road: 'event', args } } }),
    );
  });

  test('shows progress, files, requests and approvals as activities that carry all that is known', () => {
    const events = told(
      runOf([
        started,
        { type: 'run.progressed', percent: 10 },
        { type: 'run.progressed', message: 'reading' },
        { type: 'attention.raised', id: 'q1', reason: 'Which one?' },
        { type: 'attention.closed', id: 'q1', by: 'mara', answer: 'the blue one' },
        { type: 'approval.asked', id: 'p1', callId: 'c1' },
        { type: 'deliverable.refused', path: 'a.txt', reason: 'too large' },
      ]),
    ).filter(({ type }) => type === 'ACTIVITY_SNAPSHOT');
    const shown = events.map(
      (event) => 'activityType' in event && [event.messageId, event.content],
    );
    expect(shown).toEqual([
      ['run-1/progress/run', { percent: 10 }],
      ['run-1/progress/run', { percent: 10, message: 'reading' }],
      ['run-1/attention/q1', { id: 'q1', reason: 'Which one?' }],
      [
        'run-1/attention/q1',
        { id: 'q1', reason: 'Which one?', closed: { by: 'mara', answer: 'the blue one' } },
      ],
      ['run-1/approval/p1', { id: 'p1', callId: 'c1' }],
      ['run-1/deliverable/7', { path: 'a.txt', reason: 'too large' }],
    ]);
  });

  test('keeps events of types that this version does not know', () => {
    const events = told(runOf([started, { type: 'future.happened', data: { a: 1 } }]));
    expect(events.at(-1)).toEqual({
      type: 'CUSTOM',
      name: 'causeway.future.happened',
      value: { data: { a: 1 } },
    });
  });

  test('H-E3 takes an event that comes twice once', () => {
    const mapper = new AgUiMapper();
    const events = runOf([started, began('a')]);
    const once = events.flatMap((event) => mapper.add(event));
    expect(events.flatMap((event) => mapper.add(event))).toEqual([]);
    expect(once.length).toBe(5);
  });

  test('H-E2 keeps AG-UI’s schemas and order whatever a journal can hold', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const end = events.findIndex(({ type }) => type === 'run.ended');
        mapped(end < 0 ? events : events.slice(0, end + 1));
      }),
    );
  });
});
