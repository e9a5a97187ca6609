import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from '../../house/source-files.ts';

const folder = join(root, 'dist/web');
const page = readFileSync(join(folder, 'index.html'), 'utf8');

/** Files that the page names, by a pattern of their names. */
function named(pattern: RegExp): string[] {
  return [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)]
    .map(([, file = '']) => file)
    .filter((file) => pattern.test(file));
}

function packed(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
}

test('the first load has at most 130 KB of code and 15 KB of styles, packed', () => {
  const scripts = named(/\.js$/);
  const styles = named(/\.css$/);
  expect(scripts.length).toBeGreaterThan(0);
  expect(styles.length).toBeGreaterThan(0);
  expect(packed(scripts)).toBeLessThanOrEqual(130_000);
  expect(packed(styles)).toBeLessThanOrEqual(15_000);
});

test('two fonts are asked for at once, and no more than 90 KB of them', () => {
  const fonts = named(/\.woff2$/);
  expect(fonts).toHaveLength(2);
  const bytes = fonts.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
  expect(bytes).toBeLessThanOrEqual(90_000);
});

test('the page has no inline script and no inline style', () => {
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
});
