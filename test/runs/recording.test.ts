import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { endOf, journalThat, withRuntime } from './support.ts';

const full = { name: 'JournalError', message: 'the disk is full' };

describe('a journal that fails', () => {
  test('on one piece of output ends the run as error, also when that shows last of all', async () => {
    let outputs = 0;
    const journal = journalThat(async (types) => {
      if (!types.includes('output.written')) return;
      outputs += 1;
      if (outputs > 1) return;
      await sleep(200);
      throw new Error('the disk is full');
    });
    await withRuntime({ journal }, async (runtime) => {
      const code =
        "import asyncio\nfor n in range(3):\n    print(n)\n    await asyncio.sleep(0.01)\n'fine'";
      await expect(runtime.run({ code })).rejects.toThrow('the disk is full');
    });
    expect(outputs).toBeGreaterThan(1);
    expect(await endOf(journal)).toMatchObject({ outcome: 'error', error: full });
    expect(await endOf(journal)).not.toHaveProperty('value');
  });

  test('on the end of the run gets a plainer end', async () => {
    let ends = 0;
    const journal = journalThat((types) => {
      if (types.includes('run.ended') && ends++ === 0) throw new Error('the disk is full');
    });
    await withRuntime({ journal }, async (runtime) => {
      await expect(runtime.run({ code: '1' })).rejects.toThrow('the disk is full');
    });
    expect(await endOf(journal)).toMatchObject({ outcome: 'error', error: full });
  });

  test('on everything after the start rejects the run, once', async () => {
    const journal = journalThat((types) => {
      if (!types.includes('run.started')) throw new Error('the disk is full');
    });
    await withRuntime({ journal }, async (runtime) => {
      await expect(runtime.run({ code: 'print(1)' })).rejects.toThrow('the disk is full');
    });
    expect(await endOf(journal)).toBeUndefined();
  });

  test('on the start leaves nothing behind', async () => {
    const journal = journalThat(() => {
      throw new Error('the disk is full');
    });
    await withRuntime({ journal }, async (runtime) => {
      await expect(runtime.run({ code: 'print(1)' })).rejects.toThrow('the disk is full');
    });
    expect(await journal.listRuns()).toEqual({ runs: [] });
  });
});

describe('large values', () => {
  const long = defineTool({
    name: 'long',
    description: 'Gives a long text.',
    input: z.object({}),
    execute: () => 'x'.repeat(10_000),
  });

  test.each([
    ['the value', "'x' * 10_000"],
    ['a result', 'await tools.long(); 1'],
  ])('a blob of %s that cannot be kept ends the run as error', async (_what, code) => {
    const refuse = () => Promise.reject(new Error('the disk is full'));
    const journal = journalThat(() => undefined, refuse);
    await withRuntime({ journal, tools: [long] }, async (runtime) => {
      await expect(runtime.run({ code })).rejects.toThrow('the disk is full');
    });
    expect(await endOf(journal)).toMatchObject({ outcome: 'error', error: full });
    expect(await endOf(journal)).not.toHaveProperty('value');
  });

  test('a store of blobs that throws is one that rejects', async () => {
    const journal = journalThat(
      () => undefined,
      () => {
        throw new Error('the disk is full');
      },
    );
    await withRuntime({ journal }, async (runtime) => {
      await expect(runtime.run({ code: "'x' * 10_000" })).rejects.toThrow('the disk is full');
    });
    expect(await endOf(journal)).toMatchObject({ outcome: 'error', error: full });
  });

  test('the run ends when its blobs are kept, and not before', async () => {
    const order: string[] = [];
    const kept = createMemoryJournal();
    const journal = journalThat(
      (types) => void order.push(...types),
      async (content) => {
        await sleep(200);
        order.push('kept');
        return kept.putBlob(content);
      },
    );
    await withRuntime({ journal }, async (runtime) => {
      expect((await runtime.run({ code: "'x' * 10_000" })).outcome).toBe('done');
    });
    expect(order).toEqual(['run.started', 'kept', 'run.ended']);
  });
});

test('a viewer whose promise is rejected is told as a warning and does not harm the run', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error & { code?: string }): void => {
    if (warning.code === 'CAUSEWAY_ON_EVENT') warnings.push(warning.message);
  };
  process.on('warning', onWarning);
  await withRuntime({}, async (runtime) => {
    const { outcome } = await runtime.run({
      code: '1',
      onEvent: async ({ type }) => {
        throw new Error(`no view of ${type}`);
      },
    });
    expect(outcome).toBe('done');
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  expect(warnings).toEqual([
    'onEvent threw: Error: no view of run.started',
    'onEvent threw: Error: no view of run.ended',
  ]);
});
