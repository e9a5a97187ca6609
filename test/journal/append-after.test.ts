import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appendAfter } from '../../src/journal/append-after.ts';
import type { EventBody, Journal } from '../../src/journal/journal.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { temporaryFolder } from './temporary-folder.ts';

const started: EventBody = { type: 'run.started', kind: 'agent', title: 'x' };
const progress = (message: string): EventBody => ({ type: 'run.progressed', message });

const journals: [string, () => Promise<Journal>][] = [
  ['in memory', async () => createMemoryJournal()],
  ['on disk', () => openSqliteJournal({ directory: temporaryFolder() })],
];

describe.each(journals)('a batch for a journal %s', (_name, open) => {
  async function make(): Promise<Journal> {
    const journal = await open();
    onTestFinished(() => journal.close());
    return journal;
  }

  test('is added once, and so is one like it behind it', async () => {
    const journal = await make();
    const add = (afterSeq: number, ...bodies: EventBody[]) =>
      appendAfter(journal, 'r', { afterSeq, bodies });
    expect([await add(0, started), await add(0, started)]).toEqual([1, 1]);
    const same = [progress('a'), progress('a')];
    expect([await add(1, ...same), await add(1, ...same), await add(3, ...same)]).toEqual([
      3, 3, 5,
    ]);
    // Fields that JSON leaves out are no difference.
    const odd = { ...progress('b'), more: undefined } as unknown as EventBody;
    expect([await add(5, odd), await add(5, odd)]).toEqual([6, 6]);
    expect(await add(6)).toBe(6);
    expect((await journal.read('r')).length).toBe(6);
  });

  test('is refused where another driver has added something, and where its run has ended', async () => {
    const journal = await make();
    await journal.append('r', [started, progress('a'), progress('b')]);
    const add = (afterSeq: number, body: EventBody) =>
      appendAfter(journal, 'r', { afterSeq, bodies: [body] });
    await expect(add(1, progress('b'))).rejects.toMatchObject({ code: 'append_conflict' });
    await expect(add(7, progress('b'))).rejects.toMatchObject({ code: 'append_conflict' });
    await journal.append('r', [{ type: 'run.ended', outcome: 'lost' }]);
    await expect(add(3, progress('c'))).rejects.toMatchObject({ code: 'run_ended' });
    expect(await add(3, { type: 'run.ended', outcome: 'lost' })).toBe(4);
  });

  test('H-A14: whatever is sent again, and whatever others add between, each batch is there once', async () => {
    const step = fc.oneof(
      fc.record({
        batch: fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }),
        tries: fc.integer({ min: 1, max: 3 }),
      }),
      fc.constantFrom<EventBody>(
        { type: 'run.cancel_requested', by: 'x' },
        { type: 'attention.closed', id: '1', by: 'x' },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const journal = createMemoryJournal();
        await appendAfter(journal, 'r', { afterSeq: 0, bodies: [started] });
        let afterSeq = 1;
        const wanted: string[] = [];
        for (const one of steps) {
          if ('type' in one) {
            await journal.append('r', [one]);
            continue;
          }
          const bodies = one.batch.map(progress);
          wanted.push(...one.batch);
          const tries = Array.from({ length: one.tries }, () =>
            appendAfter(journal, 'r', { afterSeq, bodies }),
          );
          const [lastSeq = 0, ...others] = await Promise.all(tries);
          expect(others).toEqual(others.map(() => lastSeq));
          afterSeq = lastSeq;
        }
        const events = await journal.read('r');
        const told = events.flatMap((event) =>
          event.type === 'run.progressed' ? [event.message] : [],
        );
        expect(told).toEqual(wanted);
      }),
    );
  });
});
