import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencedBlocksOf } from './markdown.ts';
import { root, textOf } from './source-files.ts';

const run = promisify(execFile);
const main = join(root, 'dist/cli/main.js');

// Inside the repository, so that `import … from 'causeway'` finds this package; git ignores it.
const folder = join(root, 'examples/library/out');

const blocks = fencedBlocksOf(textOf('README.md'));
/** Blocks that begin with a comment naming a file: together they are one small project. */
const files = blocks.flatMap(({ text }) => {
  const name = /^(?:\/\/|#) (\S+\.(?:ts|py))\n/.exec(text)?.[1];
  return name === undefined ? [] : [{ name, text }];
});
const scripts = files.filter(({ text }) => /create(Runtime|NodeSession)\(/.test(text));
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.split('\n'))
  .flatMap((line) => /^npx causeway (.*?)(?:\s+#.*)?$/.exec(line)?.[1] ?? []);

/** Splits a command line at spaces outside quotes; the README uses nothing more of a shell. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (word) => word[1] ?? word[2] ?? word[3] ?? '',
  );
}

describe('the readme', () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has its two commands on the first screen', () => {
    const [first] = blocks;
    expect(first?.line).toBeLessThan(25);
    expect(first?.text).toContain('npm ci && npm start');
    expect(first?.text).toContain('npm ci && npm test');
  });

  test('has a program, its tools, the same from code, and commands to run', () => {
    expect(scripts.length).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(scripts.length);
    expect(commands.length).toBeGreaterThan(0);
  });

  test.each(scripts)('runs $name', async ({ name }) => {
    const { stderr } = await run(process.execPath, [join(folder, name)], { cwd: folder });
    expect(stderr).toBe('');
  });

  test.each(commands)('runs causeway %s', async (line) => {
    const { stderr } = await run(process.execPath, [main, ...wordsOf(line)], { cwd: folder });
    expect(stderr).not.toMatch(/\(node:\d+\)|^causeway:/m);
  });
});
