import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseJson } from '../../../src/protocol/exact-json.ts';
import { spawnHost } from './raw-host.ts';
import { matches, replay, type Step } from './replay.ts';

const folder = new URL('../../../conformance/host-protocol/', import.meta.url);
const cases = readdirSync(folder).map((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return { file, ...(parseJson(text) as { claim: string; steps: Step[] }) };
});

test.each(cases)('$file: $claim', async ({ steps }) => {
  await replay(spawnHost(), steps);
});

test.each([
  [1, true],
  ['1', 1],
  [null, { $absent: true }],
  [undefined, { $any: true }],
  [undefined, null],
  [[1, 2], [1]],
  [[], {}],
  [{}, []],
  [{ a: 1 }, { b: { $any: true } }],
  [{ a: { b: 2 } }, { a: { b: 1 } }],
  [7, { $name: 'a' }],
  ['abc', { $contains: 'x' }],
])('the matching itself tells %j from the pattern %j', (value, pattern) => {
  expect(matches(value, pattern, new Map())).toBe(false);
});
