import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fencedBlocksOf } from '../house/markdown.ts';
import { causeway, fixtures, main } from './run-causeway.ts';
import { startServing } from './serving.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');

/** The part of the page under a heading of the second level. */
function sectionOf(command: string): string {
  const start = page.indexOf(`\n## \`${command}\`\n`);
  expect(start, command).toBeGreaterThan(0);
  return page.slice(start, page.indexOf('\n## ', start + 5));
}

const commands = [
  ['serve'],
  ['run'],
  ['agent'],
  ['answer'],
  ['runs', 'ls'],
  ['runs', 'show'],
  ['runs', 'follow'],
  ['runs', 'cancel'],
  ['runs', 'end'],
  ['runs', 'prune'],
  ['open-run'],
  ['describe'],
  ['doctor'],
];

describe('the page of the command line', () => {
  test.each(commands.map((words) => [words]))(
    'names every option of causeway %j',
    async (words) => {
      const { stdout } = await causeway([...words, '--help']);
      const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1]);
      const section = sectionOf(`causeway ${words[0]}`);
      for (const flag of flags) if (flag !== '--help') expect(section).toContain(flag);
    },
  );

  test('names no option that is not there', async () => {
    const helps = await Promise.all(commands.map((command) => causeway([...command, '--help'])));
    const known = helps.map(({ stdout }) => stdout).join('\n');
    const told = new Set(page.match(/--[a-z]+(?:-[a-z]+)*/g));
    const foreign = ['--asset-dir', '--help'];
    const wrong = [...told].filter((flag) => !known.includes(flag) && !foreign.includes(flag));
    expect(wrong).toEqual([]);
  });
});

/** The commands of a transcript with what each prints; `…` stands for what differs. */
const steps = fencedBlocksOf(page)
  .filter(({ language }) => language === 'console')
  .map(({ text, line }) => ({
    line,
    steps: text
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const end = step.indexOf('\n');
        return { command: step.slice(0, end), printed: step.slice(end + 1) };
      }),
  }));

describe.skipIf(process.platform === 'win32')('a transcript in the page', () => {
  test('is there', () => expect(steps.length).toBeGreaterThan(0));

  test.each(steps)('is what happens (line $line)', async ({ steps }) => {
    const { data } = await startServing();
    for (const { command, printed } of steps) {
      const shell = `causeway() { '${process.execPath}' '${main}' "$@" 2>&1; }\n${command}`;
      const env = { ...process.env, CAUSEWAY_DATA_DIR: data };
      const { stdout } = await promisify(execFile)('sh', ['-c', `${shell} || true`], {
        cwd: fixtures,
        env,
      });
      const pattern = printed
        .split('…')
        .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
      expect(stdout, command).toMatch(new RegExp(`^${pattern.join('.+')}$`, 's'));
    }
  });
});
