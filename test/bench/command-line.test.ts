import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../house/source-files.ts';
import { runBench } from './run-bench.ts';

describe('the benchmark’s command line', () => {
  test('helps', async () => {
    const { exitCode, stdout } = await runBench(['--help']);
    expect(exitCode).toBe(0);
    for (const option of ['--out', '--only', '--rounds', '--quick', '--docs', '--from']) {
      expect(stdout).toContain(`  ${option}`);
    }
  });

  test.each([
    ['--only nonsense', 'No row is named nonsense; the rows are\n  cold start / F1\n'],
    ['--rounds 0', "'0' is invalid. Write a whole number like 15."],
    ['--rounds many', "'many' is invalid"],
    ['--quick --docs', '--docs is for the whole benchmark: leave out --quick and --only'],
    ['--from x --rounds 3', '--from measures nothing: leave out --only, --rounds and --quick'],
    ['--from no-such-file', "no such file or directory, open 'no-such-file'"],
    ['--out no-such-folder/bench.json', '--out no-such-folder/bench.json: cannot be written;'],
    ['--slow', "unknown option '--slow'"],
  ])('refuses %s before anything is measured', async (line, words) => {
    const { exitCode, stdout, stderr } = await runBench(line.split(' '));
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('warming up');
  });

  test('refuses a file that is no report', async () => {
    for (const file of ['package.json', 'README.md']) {
      const { exitCode, stderr } = await runBench(['--from', join(root, file)]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('not a report of this benchmark; make one with --out');
    }
  });
});
