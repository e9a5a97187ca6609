import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PACKAGE_ERROR_CODES } from '../../../src/sandbox/node/packages/package-error.ts';

test('the documentation lists every code of a PackageError with its meaning, and no other', () => {
  const page = readFileSync(new URL('../../../docs/sandbox/packages.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('## Errors of packages');
  const rows = [...(section.split('\n## ')[0]?.matchAll(/^\| `(\w+)` \| (.*) \|$/gm) ?? [])];
  expect(rows.map(([, code, meaning]) => [code, meaning])).toEqual(
    Object.entries(PACKAGE_ERROR_CODES),
  );
});
