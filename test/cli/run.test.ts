import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { causeway, main } from './run-causeway.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const arithmetic = ['--tools', 'tools/arithmetic.ts'];

describe('causeway run', () => {
  test('puts the value on standard output and the calls on standard error', async () => {
    const { exitCode, stdout, stderr } = await causeway(['run', 'programs/sums.py', ...arithmetic]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      '{\n  "sums": [\n    0,\n    2,\n    4\n  ],\n  "exact": [\n    1.0,\n    1180591620717411303424\n  ]\n}\n',
    );
    expect(stderr.match(/\badd\b/g)?.length).toBeGreaterThanOrEqual(3);
    expect(stderr).toContain('summed 3');
  });

  test('prints nothing on standard output for a program without a value', async () => {
    const { exitCode, stdout } = await causeway(['run', '-c', 'x = 1']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });

  test('reads the program from standard input', async () => {
    const { exitCode, stdout } = await causeway(['run', '-'], { stdin: '"é" * 3' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '"ééé"\n' });
  });

  test('H-P14 marks a value that is no JSON', async () => {
    const { stdout } = await causeway(['run', '-c', '{1, 2}']);
    expect(stdout).toBe('(not JSON; this is its repr)\n{1, 2}\n');
  });

  test('takes the tools of several modules', async () => {
    const { exitCode, stdout } = await causeway([
      'run',
      '-c',
      '[await tools.add(1, 2), await tools.talk()]',
      '--tools',
      'tools/arithmetic.ts',
      'tools/talkative.ts',
    ]);
    expect({ exitCode, value: JSON.parse(stdout) }).toEqual({ exitCode: 0, value: [3, 'said'] });
  });

  test('exits with 1 and shows the program’s own traceback when it fails', async () => {
    const { exitCode, stdout, stderr } = await causeway(['run', 'programs/fails.py']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('before');
    expect(stderr).toContain('line 2, in fail');
    expect(stderr).toContain('ValueError: out of range');
    expect(stderr).not.toMatch(/^\s+at .*\.js/m);
  });

  test('H-L1 exits with 124 when the time has run out', async () => {
    const { exitCode, stdout, stderr } = await causeway([
      'run',
      '-c',
      'while True: pass',
      '--timeout',
      '500ms',
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 124, stdout: '' });
    expect(stderr).toContain('--timeout');
  });

  test('H-L4 keeps a program to the calls it was allowed', async () => {
    const { exitCode, stderr } = await causeway([
      'run',
      'programs/sums.py',
      ...arithmetic,
      '--max-calls',
      '2',
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('limit calls is 2');
  });

  test('hands files in and out', async () => {
    const here = join(folder, 'in.txt');
    const out = join(folder, 'out.txt');
    writeFileSync(here, 'tide');
    const { exitCode, stderr } = await causeway([
      'run',
      '-c',
      'open("result.txt", "w").write(open("given.txt").read().upper()); None',
      '--file',
      `${here}:given.txt`,
      '--out',
      `result.txt:${out}`,
    ]);
    expect({ exitCode, stderr, text: readFileSync(out, 'utf8') }).toMatchObject({
      exitCode: 0,
      text: 'TIDE',
    });
  });

  test('exits with 1 when a file to save was not written', async () => {
    const { exitCode, stderr } = await causeway([
      'run',
      '-c',
      '1',
      '--out',
      `result.txt:${join(folder, 'none.txt')}`,
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'causeway: --out result.txt: the program left no regular file of that name\n',
    );
  });
});

test('a reader that goes away early is no failure', async () => {
  const child = spawn(process.execPath, [main, 'run', '-c', 'print("shown")\n"x" * 5_000_000']);
  child.stdout.once('data', () => child.stdout.destroy());
  child.stderr.once('data', () => child.stderr.destroy());
  expect(await once(child, 'close')).toEqual([0, null]);
});

describe('causeway run --json', () => {
  test('prints one line on standard output and nothing else there', async () => {
    const { exitCode, stdout } = await causeway([
      'run',
      '-c',
      'await tools.talk()\nprint("from Python")\n{"exact": 2**70, "float": 1.0}',
      '--tools',
      'tools/talkative.ts',
      '--json',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
    expect(stdout).toContain('"value":{"exact":1180591620717411303424,"float":1.0}');
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      stdout: 'from Python\n',
      stderr: '',
      outcome: 'done',
      calls: { ok: 1, error: 0, refused: 0, cancelled: 0, timed_out: 0 },
      notes: [],
    });
  });

  test('has the keys of the published envelope and the facts beside them', async () => {
    const { stdout } = await causeway(['run', '-c', '1', '--json']);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
      'ok',
      'stdout',
      'stderr',
      'value',
      'runId',
      'outcome',
      'calls',
      'durationMs',
      'isolation',
      'notes',
    ]);
  });

  test('tells a failure in the envelope, with exit code 1', async () => {
    const { exitCode, stdout } = await causeway(['run', 'programs/fails.py', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      stdout: 'before\n',
      value: null,
      error: 'ValueError',
      message: 'out of range',
      traceback: expect.stringContaining('line 2, in fail') as string,
      outcome: 'error',
    });
  });

  test('tells in the envelope that a run’s time has run out', async () => {
    const { exitCode, stdout } = await causeway([
      'run',
      '-c',
      'import asyncio\nawait asyncio.sleep(600)',
      '--timeout',
      '300ms',
      '--json',
    ]);
    expect(exitCode).toBe(124);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, outcome: 'timed_out' });
  });
});
