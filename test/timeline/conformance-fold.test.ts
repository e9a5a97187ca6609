import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseEvent } from '../../src/protocol/events/event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { snapshot } from '../../src/timeline/snapshot.ts';

interface FoldFixture {
  claim: string;
  events: unknown[];
  expected: unknown;
}

const folder = new URL('../../conformance/fold/', import.meta.url);
const fixtures = readdirSync(folder)
  .sort()
  .map((file) => {
    const fixture = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as FoldFixture;
    return { file, ...fixture };
  });

test('H-E2: there are cases for what goes wrong with calls', () => {
  const cases = fixtures.map(({ file }) => file.replace('.json', ''));
  expect(cases).toEqual(
    expect.arrayContaining([
      'begin-twice',
      'begin-without-end',
      'end-before-begin',
      'end-twice',
      'end-without-begin',
      'nested-calls',
      'orphan-parent',
      'parents-in-a-circle',
      'refused-call',
      'run-ends-while-calls-are-open',
      'unknown-events',
      'what-was-applied',
    ]),
  );
});

test.each(fixtures)('$file: $claim', ({ events, expected }) => {
  const timeline = fold(events.map((event) => parseEvent(event)));
  // Through JSON and back: the snapshot holds nothing that JSON would drop or change.
  expect(JSON.parse(JSON.stringify(snapshot(timeline)))).toEqual(expected);
  expect(JSON.parse(JSON.stringify(snapshot(timeline)))).toStrictEqual(snapshot(timeline));
});
