import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import type { RunEnded } from '../../src/protocol/events/run.ts';
import type { RunRequest, RunResult } from '../../src/runs/api.ts';
import type { RuntimeOptions } from '../../src/runs/create-runtime.ts';
import { fold } from '../../src/timeline/fold.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { withRuntime } from './support.ts';

interface Told {
  result: RunResult;
  events: readonly RunEvent[];
  ended: RunEnded;
}

/** Runs one program and gives what its caller and its journal were told. */
async function run(code: string, options: RuntimeOptions = {}, more: Partial<RunRequest> = {}) {
  return await withRuntime(options, async (runtime): Promise<Told> => {
    const result = await runtime.run({ code, ...more });
    const events = await runtime.journal.read(result.runId);
    return { result, events, ended: events.at(-1) as unknown as RunEnded };
  });
}

const slow = defineTool({
  name: 'slow',
  description: 'Answers a moment later.',
  input: z.object({}),
  execute: () => new Promise((resolve) => setTimeout(() => resolve('late'), 100)),
});

describe('what the sandbox tells of a run stands in its result and at the end of its journal', () => {
  test('H-P8 calls that were under way when the program ended are named', async () => {
    const { result, ended, events } = await run('tools.slow()\ntools.slow()\n1', { tools: [slow] });
    const notes = ['2 calls were still under way when the program ended; the run waited: slow'];
    expect([result.value, result.notes, ended.notes]).toEqual([1, notes, notes]);
    expect(result.calls.ok).toBe(2);
    expect(fold(events).run.notes).toEqual(notes);
  });

  test('H-P8 a call as the value, without await, is told as what it is', async () => {
    const { result, ended } = await run('tools.slow()', { tools: [slow] });
    const note = 'the value is a call that was not awaited: write await tools.slow(…)';
    expect(result.notes).toContain(note);
    expect(ended.notes).toEqual(result.notes);
  });

  test('H-P9 a background task that was cancelled is told', async () => {
    const { result, ended } = await run(`
import asyncio
async def chatter():
    await asyncio.sleep(1e9)
task = asyncio.create_task(chatter())
await asyncio.sleep(0)
1`);
    const notes = ['1 background task was cancelled at the end of the run'];
    expect([result.outcome, result.notes, ended.notes]).toEqual(['done', notes, notes]);
  });

  test('H-L4 output that was dropped is told', async () => {
    const limits = { outputBytes: 1000 };
    const { result, ended, events } = await run("print('x' * 5000)", { limits });
    const notes = ['4,001 bytes of output were dropped: limit outputBytes is 1,000'];
    expect([result.stdout.length, result.notes, ended.notes]).toEqual([1000, notes, notes]);
    const shown = fold(events).output.map(({ text }) => text);
    expect(shown.join('')).toBe('x'.repeat(1000));
  });

  test('a run of which there is nothing to tell has no notes', async () => {
    const { result, ended } = await run('print(1)');
    expect(result.notes).toEqual([]);
    expect(ended).not.toHaveProperty('notes');
  });
});

describe('a value that is not JSON', () => {
  test.each([
    ['a set', '{2}', 'set', '{2}'],
    ['a class of the program', 'class Row:\n  __repr__ = lambda r: "<r>"\nRow()', 'Row', '<r>'],
  ])(
    'H-P14 %s is marked with its type, in the result, the journal and the timeline',
    async (_what, code, type, shown) => {
      const { result, ended, events } = await run(code);
      expect(result).toMatchObject({ ok: true, value: shown, preview: type });
      expect(result.valueJson).toBe(JSON.stringify(shown));
      expect(ended).toMatchObject({ outcome: 'done', value: { value: shown }, preview: type });
      expect(fold(events).run).toMatchObject({ value: { value: shown }, preview: type });
    },
  );

  test('H-P14 a text that only looks like one is not marked', async () => {
    const { result, ended, events } = await run("'{2}'");
    expect(result.value).toBe('{2}');
    for (const told of [result, ended, fold(events).run])
      expect(told).not.toHaveProperty('preview');
  });
});

describe('a run that was stopped from outside', () => {
  test.each([
    ['interrupt', 'while True: pass'],
    ['kill', 'sum(range(10 ** 12))'],
  ])('H-L1 is told with the step that stopped it: %s', async (by, code) => {
    const { result, ended, events } = await run(code, {}, { limits: { wallClockMs: 300 } });
    expect(result).toMatchObject({ outcome: 'timed_out', error: 'TimeoutError', stoppedBy: by });
    expect(ended).toMatchObject({ outcome: 'timed_out', stoppedBy: by });
    expect(fold(events).run).toMatchObject({ state: 'timed_out', stoppedBy: by });
  });

  test('one that ended by itself is not', async () => {
    const { result, ended } = await run('1 / 0');
    expect(result).not.toHaveProperty('stoppedBy');
    expect(ended).not.toHaveProperty('stoppedBy');
  });
});

test('how well the sandbox is closed stands beside the application’s own tags', async () => {
  const tags = { isolation: 'mine' };
  const { result, events } = await run('1', {}, { tags });
  expect(events[0]).toMatchObject({ type: 'run.started', isolation: result.isolation, tags });
  expect(fold(events).run).toMatchObject({ isolation: result.isolation, tags });
  expect(['basic', 'limited', 'namespaced']).toContain(result.isolation);
});
