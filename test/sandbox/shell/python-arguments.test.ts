import { describe, expect, test } from 'vitest';
import { readPythonArguments } from '../../../src/sandbox/node/shell/child/python-arguments.ts';

const PLAIN = { isolated: false, optimize: 0, warnings: [] };

describe('arguments of python3', () => {
  test.each([
    [['a.py'], 'file', 'a.py', ['a.py']],
    [['a.py', '-c', '-x'], 'file', 'a.py', ['a.py', '-c', '-x']],
    [['--', '-odd.py', 'x'], 'file', '-odd.py', ['-odd.py', 'x']],
    [['-c', 'code', '-c', 'x'], 'command', 'code', ['-c', '-c', 'x']],
    [['-ccode', 'x'], 'command', 'code', ['-c', 'x']],
    [['-m', 'mod', '--help'], 'module', 'mod', ['-m', '--help']],
    [['-mmod'], 'module', 'mod', ['-m']],
    [['-'], 'stdin', '', ['-']],
    [['-', 'x'], 'stdin', '', ['-', 'x']],
    [['/dev/stdin', 'x'], 'stdin', '', ['/dev/stdin', 'x']],
    [[], 'stdin', '', ['']],
    [['--'], 'stdin', '', ['']],
    [['-u', '-B', '-X', 'utf8', '-Xdev', 'a.py'], 'file', 'a.py', ['a.py']],
    [['-uBc', 'code'], 'command', 'code', ['-c']],
    [['-c', ''], 'command', '', ['-c']],
  ] as const)('%j', (args, kind, target, argv) => {
    expect(readPythonArguments(args)).toEqual({
      invocation: { kind, target, argv, ...PLAIN },
      ignoreEnvironment: false,
    });
  });

  test.each([
    [['-O', 'a'], { optimize: 1 }, false],
    [['-OO', 'a'], { optimize: 2 }, false],
    [['-OOO', 'a'], { optimize: 2 }, false],
    [['-I', 'a'], { isolated: true }, true],
    [['-E', 'a'], {}, true],
    [['-W', 'error', '-Wignore', 'a'], { warnings: ['error', 'ignore'] }, false],
  ] as const)('%j changes how it runs', (args, changes, ignoreEnvironment) => {
    expect(readPythonArguments(args)).toEqual({
      invocation: { kind: 'file', target: 'a', argv: ['a'], ...PLAIN, ...changes },
      ignoreEnvironment,
    });
  });

  test.each([
    [['-c'], /^Argument expected for the -c option\n/],
    [['-m'], /^Argument expected for the -m option\n/],
    [['-u', '-W'], /^Argument expected for the -W option\n/],
    [['-y'], /^unknown option -y\n/],
    [['-uy', 'a'], /^unknown option -y\n/],
    [['--nonsense'], /^unknown option --\n|^unknown option/],
  ])('%j is told with the usage', (args, message) => {
    expect(readPythonArguments(args)).toEqual({ stderr: expect.stringMatching(message) });
    expect(readPythonArguments(args)).toEqual({
      stderr: expect.stringContaining('usage: python3 '),
    });
  });

  test.each([[['-h']], [['--help']], [['-?']]])('%j prints help', (args) => {
    expect(readPythonArguments(args)).toEqual({
      stdout: expect.stringMatching(/^usage: python3 /),
    });
  });
});
