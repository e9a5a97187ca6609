import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody, Journal } from '../../../src/journal/journal.ts';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/open-sqlite-journal.ts';
import { arbitraryRun } from '../../timeline/arbitrary-run.ts';
import { temporaryFolder } from '../temporary-folder.ts';

type Step =
  | { append: string; bodies: EventBody[] }
  | { delete: string }
  | { prune: { keep: number } }
  | { reopen: true };

const runId = fc.constantFrom('a', 'b', 'c', 'd');
const start: EventBody = { type: 'run.started', kind: 'agent', title: 'A run' };
const end: EventBody = { type: 'run.ended', outcome: 'error' };
const bodies: fc.Arbitrary<EventBody[]> = fc.oneof(
  fc.constant<EventBody[]>([start]),
  fc.constant<EventBody[]>([end]),
  arbitraryRun.map((events) =>
    events
      .map(({ runId: _runId, seq: _seq, at: _at, ...body }) => body as EventBody)
      .filter(({ type }) => type !== 'run.started' && type !== 'run.ended'),
  ),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ append: runId, bodies }) },
  { weight: 2, arbitrary: fc.record({ delete: runId }) },
  { weight: 1, arbitrary: fc.record({ prune: fc.record({ keep: fc.nat(2) }) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ reopen: true }) },
);

async function take(journal: Journal, step: Step): Promise<unknown> {
  try {
    if ('append' in step) return await journal.append(step.append, step.bodies);
    if ('delete' in step) return await journal.deleteRun(step.delete);
    if ('prune' in step) return await journal.prune(step.prune);
    return undefined;
  } catch (fault) {
    return [(fault as { code: string }).code, (fault as Error).message];
  }
}

async function pictureOf(journal: Journal): Promise<unknown> {
  const views = ['all', 'needs', 'live', 'failed', 'agents'] as const;
  return {
    totals: await journal.countRuns(),
    lists: await Promise.all(views.map((view) => journal.listRuns({ view, limit: 2 }))),
    found: await journal.listRuns({ text: 'kind:agent' }),
    runs: await Promise.all(['a', 'b', 'c', 'd'].map((id) => journal.getRun(id))),
    events: await Promise.all(['a', 'b', 'c', 'd'].map((id) => journal.read(id))),
    deleted: await Promise.all(['a', 'b', 'c', 'd'].map((id) => journal.getDeletedRun(id))),
  };
}

test('H-E1: whatever is done, a journal on disk shows what one in memory shows, also opened again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      let time = 1_000;
      let tick = 0;
      const now = (): number => time;
      const memory = createMemoryJournal({ now });
      const directory = temporaryFolder();
      let disk = await openSqliteJournal({ directory, now });
      for (const next of steps) {
        // Not always forward: a clock may be set back.
        tick += 1;
        time += tick % 7 === 0 ? -3 : 2;
        if ('reopen' in next) {
          await disk.close();
          disk = await openSqliteJournal({ directory, now });
        }
        const [one, other] = await Promise.all([take(memory, next), take(disk, next)]);
        expect(other).toEqual(one);
      }
      expect(JSON.parse(JSON.stringify(await pictureOf(disk)))).toEqual(
        JSON.parse(JSON.stringify(await pictureOf(memory))),
      );
      await disk.close();
    }),
    { numRuns: 12 },
  );
}, 120_000);
