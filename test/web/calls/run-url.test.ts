import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  callTones,
  formatRunUrl,
  parseRunUrl,
  type Selection,
} from '../../../src/web/run/store/selection.ts';

const id = fc
  .string({ minLength: 1, maxLength: 30, unit: 'binary' })
  .map((text) => text.toWellFormed());
const seconds = fc.nat(10_000_000).map((milliseconds) => milliseconds / 1000);

const selections: fc.Arbitrary<Selection> = fc
  .record(
    {
      callId: id,
      line: fc.integer({ min: 1, max: 1e6 }),
      time: fc
        .tuple(seconds, fc.integer({ min: 1, max: 10_000_000 }))
        .map(([from, width]) => ({ from, to: Math.round(from * 1000 + width) / 1000 })),
      tones: fc.subarray([...callTones]),
      query: fc.string({ maxLength: 100, unit: 'binary' }).map((text) => text.toWellFormed()),
      flat: fc.boolean(),
      tab: fc.constantFrom('output', 'files', 'messages', 'journal'),
    },
    { requiredKeys: ['tones', 'query', 'flat'] },
  )
  .map((selection) => selection as Selection);

test('a selection is read from its URL as it was written', () => {
  fc.assert(
    fc.property(id, selections, (runId, selection) => {
      const url = new URL(formatRunUrl(runId, selection), 'http://localhost');
      expect(parseRunUrl(url.pathname, url.search)).toEqual({ runId, selection });
    }),
  );
});

test('any path and query are read without a fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (path, search) => {
      const read = parseRunUrl(`/runs/${path}`, `?${search}`);
      expect(read === undefined || read.runId !== '').toBe(true);
    }),
  );
});

test.each([
  ['/runs/r1', '', { tones: [], query: '', flat: false }],
  ['/runs/r1/calls/c_1', '?flat=1', { callId: 'c_1', tones: [], query: '', flat: true }],
  ['/runs/r1', '?state=err,unk', { tones: ['error', 'unknown'], query: '', flat: false }],
  [
    '/runs/r1',
    '?t=30.5-61.2',
    { time: { from: 30.5, to: 61.2 }, tones: [], query: '', flat: false },
  ],
  ['/runs/r1', '?t=61-30', { tones: [], query: '', flat: false }],
  ['/runs/r1', '?line=-3&tab=../x', { tones: [], query: '', flat: false }],
  ['/runs/r1/journal/12', '', { journalSeq: 12, tones: [], query: '', flat: false }],
])('%s%s', (path, search, selection) => {
  expect(parseRunUrl(path, search)).toEqual({ runId: 'r1', selection });
});

test.each(['/', '/inbox', '/runs', '/runs/', '/runs/r1/calls/c/d'])('%s is no run', (path) => {
  expect(parseRunUrl(path, '')).toBeUndefined();
});
