import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = `
import os
os.mkdir('d')
open('o.txt', 'w').write('kept')
`;

describe('a file that cannot be handed out', () => {
  test('a folder and a missing file are told, and the others are saved', async () => {
    const outs = ['d', 'none'].flatMap((name) => ['--out', `${name}:${join(folder, name)}`]);
    const kept = ['--out', `o.txt:${join(folder, 'o.txt')}`];
    const { exitCode, stderr } = await causeway(['run', '-c', program, ...outs, ...kept]);
    expect(exitCode).toBe(1);
    expect(stderr.split('\n').at(-2)).toBe(
      'causeway: --out d: the program left no regular file of that name; ' +
        '--out none: the program left no regular file of that name',
    );
    expect(readFileSync(join(folder, 'o.txt'), 'utf8')).toBe('kept');
  });

  // Only the superuser gets as far as the write: others are told before the run.
  test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'a place that takes no files is named with the system’s code, and the others are saved',
    async () => {
      const kept = join(folder, 'other.txt');
      const outs = ['--out', 'o.txt:/proc/x', '--out', `o.txt:${kept}`];
      const { exitCode, stderr } = await causeway(['run', '-c', program, ...outs]);
      expect(exitCode).toBe(1);
      expect(stderr.split('\n').at(-2)).toBe(
        'causeway: --out /proc/x cannot be written (ENOENT); choose another place',
      );
      expect(readFileSync(kept, 'utf8')).toBe('kept');
    },
  );
});
