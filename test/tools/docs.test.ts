import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { describeTools } from '../../src/tools/describe-tools.ts';
import { toolsFromModule } from '../../src/tools/module.ts';
import { fencedBlocksOf } from '../house/markdown.ts';
import { root, textOf } from '../house/source-files.ts';

test('the page on tools shows what its example really gives', async () => {
  const blocks = fencedBlocksOf(textOf('docs/tools.md'));
  const example = blocks.find(({ language }) => language === 'js')?.text ?? '';
  const shown = blocks.find(({ language }) => language === 'python')?.text;
  const source = pathToFileURL(join(root, 'src/tools/define-tool.ts')).href;
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  // Inside the package, so that the example finds its schema library.
  const folder = mkdtempSync(join(cache, 'docs-'));
  try {
    const file = join(folder, 'tools.mjs');
    writeFileSync(file, example.replace("'causeway'", JSON.stringify(source)));
    const exports: Record<string, unknown> = await import(/* @vite-ignore */ file);
    const tools = toolsFromModule(exports, file);
    expect(describeTools(tools, { language: 'python' })).toBe(shown);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
