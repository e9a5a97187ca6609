import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { EventPieces } from '../../src/server/event-pieces.ts';

const started = { type: 'run.started', kind: 'external', title: 'x' } as const;
const wrote = (length: number) =>
  ({ type: 'output.written', stream: 'stdout', text: 'x'.repeat(length) }) as const;

test('pieces have every event once, in order, whatever their sizes', async () => {
  const journal = createMemoryJournal();
  let count = 0;
  const sizes = fc.array(fc.oneof(fc.nat(50), fc.constantFrom(70_000, 300_000)), {
    maxLength: 300,
  });
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(20), async (lengths, after) => {
      const runId = `r${++count}`;
      await journal.append(runId, [started, ...lengths.map(wrote)]);
      const pieces = new EventPieces(journal, runId, after);
      const seqs: number[] = [];
      while (!pieces.isAtEnd) {
        for (const { event, text } of await pieces.next()) {
          seqs.push(event.seq);
          expect(JSON.parse(text)).toEqual(event);
        }
      }
      const all = lengths.map((_, index) => index + 2);
      expect(seqs).toEqual([1, ...all].filter((seq) => seq > after));
    }),
    { numRuns: 30 },
  );
});

test('pieces of large events are few events, pieces of small ones are many', async () => {
  const journal = createMemoryJournal();
  const events = [...Array(3000).fill(wrote(10)), ...Array(500).fill(wrote(65_536))];
  await journal.append('r', [started, ...events, ...Array(3000).fill(wrote(10))]);
  const pieces = new EventPieces(journal, 'r', 0);
  const sizes: number[] = [];
  while (!pieces.isAtEnd) sizes.push((await pieces.next()).length);
  expect(Math.max(...sizes)).toBe(1000);
  const large = sizes.filter((size) => size <= 4);
  expect(large.length).toBeGreaterThan(50);
  // From the large ones back to the small ones in a few steps.
  expect(sizes.length - large.length).toBeLessThan(20);
});
