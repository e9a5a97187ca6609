import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const rows = readFileSync(new URL('THREAT_MODEL.md', root), 'utf8')
  .split('\n')
  .filter((line) => /^\|.*\|.*\|.*\|.*\|$/.test(line));

/** Paths that a cell names, given where short ones begin and how they end. */
function named(cell: string, folder: string, ending: string): string[] {
  return [...cell.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) =>
    /^(src|test)\//.test(path) ? path : `${folder}/${path}${ending}`,
  );
}

test('every defence and every test that the threat model names is there', () => {
  const header = rows.findIndex((row) => row.startsWith('| vector |'));
  const table = rows.slice(header + 2).filter((row) => row.split('|').length === 6);
  expect(table.length).toBeGreaterThan(10);
  const missing = table.flatMap((row) => {
    const [, , , where = '', tests = ''] = row.split('|');
    return [...named(where, 'src/sandbox', ''), ...named(tests, 'test/sandbox', '.test.ts')].filter(
      (path) => !existsSync(new URL(path, root)),
    );
  });
  expect(missing).toEqual([]);
});
