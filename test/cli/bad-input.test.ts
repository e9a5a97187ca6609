import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-bad-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const arithmetic = ['--tools', 'tools/arithmetic.ts'];

describe('a program that can’t be read', () => {
  test.each([
    ['missing.py', 'missing.py does not exist; check the path'],
    ['programs', 'programs is a folder; name a file'],
    [
      'programs/sums.py/deeper',
      'programs/sums.py/deeper lies below something that is not a folder; check the path',
    ],
    [
      'programs/latin.py',
      'programs/latin.py is not UTF-8 (byte 0xff at offset 26); save it as UTF-8',
    ],
  ])('%s is told in one line', async (file, line) => {
    expect(await causeway(['run', file, ...arithmetic])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `causeway: ${line}\n`,
    });
  });

  test('on standard input is told in one line', async () => {
    expect(await causeway(['run', '-'], { stdin: Uint8Array.of(0x31, 0xfe) })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'causeway: standard input is not UTF-8 (byte 0xfe at offset 1); save it as UTF-8\n',
    });
  });
});

describe('a tools module that is of no use', () => {
  test.each([
    ['tools/missing.ts', /^causeway: .*tools\/missing\.ts.*\n$/],
    ['tools/without-tools.ts', /^causeway: .*tools\/without-tools\.ts.*\n$/],
    ['tools/no-schema.ts', /^causeway: .*tools\/no-schema\.ts.*schema.*\n$/],
    ['tools/throws.ts', /^causeway: .*tools\/throws\.ts.*the key file is not there.*\n$/],
  ])('%s is told in one line by run and by describe', async (module, line) => {
    for (const command of [['run', '-c', '1'], ['describe']]) {
      const { exitCode, stdout, stderr } = await causeway([...command, '--tools', module]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(line);
    }
  });
});

describe('files that can’t be passed', () => {
  test.each([
    ['--file', 'missing.csv:a.csv', '--file missing.csv does not exist; check the path'],
    ['--file', 'programs:a', '--file programs is a folder; name a file'],
    [
      '--file',
      'programs/sums.py:/',
      '--file programs/sums.py:/: / is a folder in the sandbox; name the file to make there',
    ],
    [
      '--file',
      'programs/sums.py:/workspace',
      '--file: Cannot write /workspace in the session: it is a directory; give other files or destinations',
    ],
    ['--out', 'a.svg:programs', '--out programs is a folder; name the file to write'],
    ['--out', 'a.svg:no/such/a.svg', '--out no/such/a.svg has no folder to go to; create it'],
  ])('%s %s is told before anything runs', async (flag, pair, line) => {
    expect(await causeway(['run', '-c', 'print("ran")', flag, pair])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `causeway: ${line}\n`,
    });
  });

  test('that are larger than the sandbox’s disk are refused unread', async () => {
    const large = join(folder, 'large.bin');
    writeFileSync(large, '');
    truncateSync(large, 129 * 1024 * 1024);
    expect(await causeway(['run', '-c', '1', '--file', `${large}:large.bin`])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'causeway: --file: the files are larger together than the sandbox’s disk of 134217728 bytes; give fewer or smaller ones\n',
    });
  });
});
