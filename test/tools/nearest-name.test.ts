import { expect, test } from 'vitest';
import { nearestName } from '../../src/tools/nearest-name.ts';

const names = ['search', 'list_files', 'read_file', 'write_file'];

test.each([
  ['serach', 'search'],
  ['searc', 'search'],
  ['listFiles', 'list_files'],
  ['list-files', 'list_files'],
  ['LIST_FILES', 'list_files'],
  ['read_files', 'read_file'],
  ['rite_file', 'write_file'],
  ['delete', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%s is nearest to %s', (given, nearest) => {
  expect(nearestName(given, names)).toBe(nearest);
});
