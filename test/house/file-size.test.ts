import { expect, test } from 'vitest';
import { filesBelow, textOf } from './source-files.ts';

const sizes = filesBelow('src', /\.(ts|tsx|py)$/)
  .map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length }))
  .sort((one, other) => one.lines - other.lines);

test('no source file has more than 300 lines', () => {
  expect(sizes.filter(({ lines }) => lines > 300)).toEqual([]);
});

test('the median source file has fewer than 150 lines', () => {
  expect(sizes[Math.floor(sizes.length / 2)]?.lines).toBeLessThan(150);
});
