import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { createRuntime } from '../../src/runs/create-runtime.ts';
import { fold } from '../../src/timeline/fold.ts';
import { summarise } from '../../src/timeline/summarise.ts';
import { defineTool } from '../../src/tools/define-tool.ts';

test('H-E1: a run with a journal on disk is there tomorrow, large values and all', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'causeway-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const journal = await openSqliteJournal({ directory });
  const give = defineTool({
    name: 'give',
    description: 'Gives so many letters.',
    input: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] },
    execute: async (args) => 'x'.repeat((args as { count: number }).count),
  });
  const runtime = createRuntime({ tools: [give], journal });
  const code = [
    'import asyncio',
    'texts = await asyncio.gather(*[tools.give(count=n) for n in (3, 9000, 300000)])',
    'print(len(texts))',
    '[len(text) for text in texts]',
  ].join('\n');
  const result = await runtime.run({ code, title: 'Large values' });
  expect(result.value).toEqual([3, 9_000, 300_000]);
  await runtime.close();
  await journal.close();

  const again = await openSqliteJournal({ directory, readOnly: true });
  const events = await again.read(result.runId);
  const timeline = fold(events);
  expect(timeline.missing).toBe(0);
  expect(timeline.calls.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
  const sizes = await Promise.all(
    timeline.calls.map(async ({ result: recorded }) => {
      if (recorded === undefined || !('ref' in recorded)) return undefined;
      return (await again.getBlob(recorded.ref ?? ''))?.length;
    }),
  );
  expect(sizes).toEqual([undefined, 9_002, 300_002]);
  expect((await again.listRuns({ text: 'large tool:give' })).runs).toEqual([summarise(timeline)]);
  await again.close();
});
