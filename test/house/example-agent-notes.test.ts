import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sshBox } from '../hosts/ssh/ssh-box.ts';
import { root } from './source-files.ts';

async function writeNotes(...where: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['examples/agent-notes/write-notes.ts', ...where],
    { cwd: root },
  );
  expect(stderr).toBe('');
  return stdout;
}

describe.skipIf(process.platform === 'win32')('the example of an agent that writes notes', () => {
  const box = sshBox();

  test('asserts its own result on this machine', async () => {
    expect(await writeNotes()).toBe('local: notes of 1.4.0 with 2 changes\n');
  });

  test('asserts the same over SSH', async () => {
    const told = await writeNotes('box', box.sshd.configFile);
    expect(told).toBe('box: notes of 1.4.0 with 2 changes\n');
  });
});
