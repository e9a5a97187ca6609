import { glob, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseGlob } from '../../../src/hosts/ssh/files/glob-pattern.ts';

const paths = [
  'a',
  'b.md',
  'ab.md',
  '.hid',
  'd/a',
  'd/b.md',
  'd/e/a',
  'd/e/b.md',
  'd/.h/a',
  '.k/a',
];
const folders = ['d', 'd/e', 'd/.h', '.k'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-glob-'));
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), '');
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const part = fc.constantFrom(
  '*',
  '?',
  '**',
  'a',
  'd',
  'e',
  '*.md',
  '[ab]*',
  '[!a]*',
  '.h*',
  '.k',
  '?b*',
);

test('a pattern finds over there what it finds on this machine', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
      // Node counts a folder to what is in it.
      fc.pre(parts.at(-1) !== '**');
      const pattern = parts.join('/');
      const here: string[] = [];
      for await (const path of glob(pattern, { cwd: folder })) here.push(path);
      const { folder: base, matches, depth } = parseGlob(pattern);
      const there = [...paths, ...folders].filter((path) => {
        if (base !== '' && !path.startsWith(`${base}/`)) return false;
        const rest = base === '' ? path : path.slice(base.length + 1);
        return matches.test(rest) && rest.split('/').length <= (depth ?? 99);
      });
      expect([...new Set(there)].sort()).toEqual(
        [...new Set(here)].filter((path) => path !== '.').sort(),
      );
    }),
    { numRuns: 300 },
  );
});

test.each(['/etc/*', '../*', 'a/../../*', 'a\0b'])('H-A10 the pattern %j leads out', (pattern) => {
  expect(() => parseGlob(pattern)).toThrow('leads out of its folder');
});
