import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCheapMarkdown } from '../../../src/web/files/markdown-cost.ts';

const fill = (piece: string): string => piece.repeat(Math.ceil(16_384 / piece.length));

describe('markdown that is made to hold up the page', () => {
  test.each([
    ['emphasis', fill('*_')],
    ['emphasis of many levels', `${'*'.repeat(8192)}a${'*'.repeat(8192)}`],
    ['brackets', fill(']')],
    ['links', fill('[a](')],
    ['strike-through', fill('~a')],
    ['code marks', Array.from({ length: 180 }, (_, length) => '`'.repeat(length)).join(' ')],
    ['headings in one block', fill('a\n=\n')],
    ['quotations of many levels', fill('> ')],
    ['lists of many levels', fill('- ')],
    ['numbered lists of many levels', fill('1. ')],
    ['indentation', `- a\n${' '.repeat(300)}- b`],
    ['rows that a wide table fills', `${fill('|a')}\n${fill('|-')}\n${fill('|\n')}`],
    ['many such tables', `${'|a'.repeat(50)}\n${'|-'.repeat(50)}\n${'|\n'.repeat(50)}\n`.repeat(9)],
    ['more than 64 KB', 'word '.repeat(14_000)],
  ])('H-E4: %s is not read', (_what, text) => {
    expect(isCheapMarkdown(text)).toBe(false);
  });

  test.each(['README.md', 'THREAT_MODEL.md', 'docs/server.md', 'docs/tools.md'])(
    'what people write is: %s',
    (file) => {
      const text = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
      expect(isCheapMarkdown(text)).toBe(true);
    },
  );
});
