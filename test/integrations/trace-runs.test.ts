import { describe, expect, test, vi } from 'vitest';
import { traceRuns } from '../../src/integrations/opentelemetry/trace-runs.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEventBody } from '../../src/protocol/events/event.ts';
import { began, ended, started } from '../timeline/run-of.ts';
import { idOf, memorySpans } from './memory-spans.ts';

const done: RunEventBody = { type: 'run.ended', outcome: 'done' };

describe('tracing a journal', () => {
  test('exports each call when it ends and each run when it ends, those under way included', async () => {
    const journal = createMemoryJournal();
    const { tracer, spans } = memorySpans();
    await journal.append('before', [started, done]);
    await journal.append('open', [started, began('a')]);
    const traced = traceRuns(journal, { tracer });
    await journal.append('open', [ended('a')]);
    await vi.waitFor(() => expect(spans().map(idOf)).toEqual(['a']));
    await journal.append('quick', [started, began('b'), ended('b'), done]);
    await journal.append('open', [done]);
    await vi.waitFor(() => expect(spans().length).toBe(4));
    await journal.close();
    await traced;
    const runs = spans().map((span) => [span.attributes['causeway.run.id'], idOf(span)]);
    expect(runs.sort()).toEqual([
      ['open', 'a'],
      ['open', 'run'],
      ['quick', 'b'],
      ['quick', 'run'],
    ]);
    expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  test('ends what is under way as it stands when it is aborted, and flushes', async () => {
    const journal = createMemoryJournal();
    const { tracer, spans } = memorySpans();
    const stop = new AbortController();
    let flushes = 0;
    await journal.append('open', [started, began('a')]);
    const flush = async (): Promise<void> => {
      flushes += 1;
    };
    const traced = traceRuns(journal, { tracer, signal: stop.signal, flush });
    await journal.append('open', [began('b'), ended('b')]);
    await vi.waitFor(() => expect(spans().map(idOf)).toEqual(['b']));
    stop.abort();
    await traced;
    expect(spans().map((span) => [idOf(span), span.status.code])).toEqual([
      ['b', 0],
      ['a', 0],
      ['run', 0],
    ]);
    expect(flushes).toBe(1);
  });

  test('a second tracer has what is under way from its beginning, as a trace of its own', async () => {
    const journal = createMemoryJournal();
    const { tracer, spans } = memorySpans();
    await journal.append('before', [started, done]);
    await journal.append('open', [started, began('a'), ended('a')]);
    for (const calls of [1, 2]) {
      const stop = new AbortController();
      const traced = traceRuns(journal, { tracer, signal: stop.signal });
      await vi.waitFor(() =>
        expect(spans().filter((span) => idOf(span) === 'a')).toHaveLength(calls),
      );
      stop.abort();
      await traced;
    }
    expect(spans().map(idOf)).toEqual(['a', 'run', 'a', 'run']);
    expect(new Set(spans().map((span) => span.attributes['causeway.run.id']))).toEqual(
      new Set(['open']),
    );
    expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  test('tells of a run that it cannot trace and goes on with the others', async () => {
    const journal = createMemoryJournal();
    const { tracer, spans } = memorySpans();
    const told: string[] = [];
    let failures = 1;
    const flush = async (): Promise<void> => {
      if (failures-- > 0) throw new Error('the collector is away');
    };
    const onError = (error: unknown, runId: string): void => void told.push(`${runId}: ${error}`);
    const traced = traceRuns(journal, { tracer, flush, onError });
    await journal.append('one', [started, done]);
    await vi.waitFor(() => expect(told).toEqual(['one: Error: the collector is away']));
    await journal.append('two', [started, done]);
    await vi.waitFor(() => expect(spans().length).toBe(2));
    await journal.close();
    await traced;
  });
});
