import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';

const manifest = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as { version: string };

describe('a mistake in the command line', () => {
  test.each([
    [['run', '-c', '1', '--jsn'], 'causeway: unknown option --jsn; did you mean --json?'],
    [['rum'], "causeway: unknown command 'rum'; did you mean run?"],
    [
      ['runs', '\u001b]0;title\u0007\u202e'],
      "causeway: unknown command '\\x1b]0;title\\x07\\u202e'; run 'causeway runs --help' to see what there is",
    ],
    [['dance'], "causeway: unknown command 'dance'; run 'causeway --help' to see what there is"],
    [
      ['run', '-c', '1', '--volume'],
      "causeway: unknown option --volume; run 'causeway run --help' to see what there is",
    ],
    [
      ['run', '-c', '1', '--timeout', 'soon'],
      'causeway: --timeout soon: not a duration; write it like 500ms, 30s, 2m or 1h',
    ],
    [
      ['run', '-c', '1', '--max-calls', 'few'],
      'causeway: --max-calls few: not a positive whole number; write it like 100',
    ],
    [
      ['run', '-c', '1', '--timeout'],
      "causeway: --timeout needs a value; run 'causeway run --help' for its form",
    ],
    [
      ['run', 'a.py', 'b.py'],
      "causeway: too many arguments for 'run': expected 1 argument but got 2; run 'causeway run --help' to see what there is",
    ],
    [
      ['run'],
      'causeway: no program is named; give a file before --tools, - for standard input, or -c CODE',
    ],
    [
      ['run', '--tools', 'tools/arithmetic.ts', 'programs/sums.py'],
      'causeway: no program is named; give a file before --tools, - for standard input, or -c CODE',
    ],
    [
      ['run', 'programs/sums.py', '-c', '1'],
      'causeway: -c and programs/sums.py are two programs; give one of them',
    ],
    [
      ['run', '-c', '1', '--allow-host', 'example.org', '--allow-host', 'https://example.org/'],
      'causeway: --allow-host https://example.org/: a URL, where a host is needed; leave out what comes before and after the host',
    ],
    [
      ['run', '-c', '1', '--allow-host', 'example.org/path'],
      'causeway: --allow-host example.org/path: not a host; write it like example.com, *.example.com, example.com:8443, 127.0.0.1, [::1] or *',
    ],
    [
      ['run', '-c', '1', '--allow-host'],
      "causeway: --allow-host needs a value; run 'causeway run --help' for its form",
    ],
    [
      ['run', '-c', '1', '--file', 'data.csv'],
      'causeway: --file data.csv: not SRC:DST; write the file’s path here and its path in the sandbox, like data.csv:data.csv',
    ],
    [
      ['run', '-c', '1', '--out', 'chart.svg'],
      'causeway: --out chart.svg: not SRC:DST; write the file’s path in the sandbox and its path here, like chart.svg:chart.svg',
    ],
    [['runs', 'lst'], "causeway: unknown command 'lst'; did you mean ls?"],
    [
      ['runs', 'ls', '--view', 'open'],
      'causeway: --view open: not one of all, needs, live, failed, code, agents',
    ],
    [
      ['runs', 'show'],
      "causeway: missing required argument 'run'; run 'causeway runs show --help' to see what there is",
    ],
    [
      ['runs', 'ls', '--server', 'example.org'],
      'causeway: --server example.org: not a URL; write it like http://127.0.0.1:4319',
    ],
    [
      ['runs', 'prune'],
      'causeway: nothing says which runs to delete; give --older-than 30d, --keep 100 or both',
    ],
    [
      ['serve', '--port', 'http'],
      'causeway: --port http: not a port; write a whole number up to 65535, 0 for a free one',
    ],
    [['describe'], 'causeway: --tools is missing; name a module whose exports are tools'],
    [['describe', '--tool', 'a.ts'], 'causeway: unknown option --tool; did you mean --tools?'],
  ])('%j is told in one line, with the fix', async (args, line) => {
    expect(await causeway(args)).toEqual({ exitCode: 2, stdout: '', stderr: `${line}\n` });
  });
});

describe('help', () => {
  test.each([
    [[]],
    [['serve']],
    [['run']],
    [['agent']],
    [['answer']],
    [['runs']],
    [['runs', 'ls']],
    [['runs', 'show']],
    [['runs', 'follow']],
    [['runs', 'cancel']],
    [['runs', 'end']],
    [['runs', 'prune']],
    [['open-run']],
    [['host']],
    [['describe']],
    [['doctor']],
  ])('of %j has examples and goes to standard output', async (command) => {
    const { exitCode, stdout, stderr } = await causeway([...command, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${['causeway', ...command].join(' ')}`);
    expect(stdout).toMatch(/\nExamples:\n {2}\S/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('is shown when nothing is asked, as a mistake', async () => {
    const { exitCode, stdout, stderr } = await causeway([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: causeway');
  });
});

test('the version is the package’s', async () => {
  expect(await causeway(['--version'])).toEqual({
    exitCode: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});
