import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { storeJson } from '../../src/journal/store-value.ts';

test('keeps a small value in the event and nothing beside it', async () => {
  const journal = createMemoryJournal();
  const { recorded, kept } = storeJson(journal, '{"a":1}');
  await kept;
  expect(recorded).toEqual({ value: { a: 1 } });
});

test('keeps a large value beside the journal, whole, and refers to it', async () => {
  const journal = createMemoryJournal();
  const json = JSON.stringify('é'.repeat(5_000));
  const { recorded, kept } = storeJson(journal, json);
  await kept;
  expect(recorded).toEqual({
    preview: `"${'é'.repeat(2_047)}`,
    bytes: 10_002,
    ref: 'sha256-081d45dc7961c3283bb8b436fbd6af24b8141e5e0919ca2cd2db315952b56a64',
  });
  const ref = 'ref' in recorded ? recorded.ref : undefined;
  expect(new TextDecoder().decode(await journal.getBlob(ref ?? ''))).toBe(json);
});

test('has the reference before the value is kept, and tells when keeping it failed', async () => {
  const broken = { putBlob: () => Promise.reject(new Error('The disk is full')) };
  const { recorded, kept } = storeJson(broken, '"abcdefgh"', { previewBytes: 4 });
  expect(recorded).toMatchObject({ preview: '"abc', bytes: 10 });
  await expect(kept).rejects.toThrow('The disk is full');
});
