import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { startCauseway } from './run-causeway.ts';

/** Names of the images in a cache that are being made. */
function draftsIn(cache: string): string[] {
  return readdirSync(cache).filter((name) => name.endsWith('.draft'));
}

const patient = ['--tools', 'tools/patient.ts'];

describe.skipIf(process.platform === 'win32')('cancelling a run', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'H-L6 %s tells the tool, ends the run as cancelled and exits with 130',
    async (name) => {
      const command = startCauseway(['run', '-c', 'await tools.wait_for_ever()', ...patient]);
      await command.shows('the tool waits');
      command.signal(name);
      const { exitCode, stdout, stderr } = await command.ended;
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
      expect(stderr).toContain('the tool was told to stop');
      expect(stderr).toContain('cancelled');
    },
  );

  test('H-L6 lets the program tidy up first', async () => {
    const program = 'try:\n    await tools.wait_for_ever()\nfinally:\n    print("tidied up")';
    const command = startCauseway(['run', '-c', program, ...patient, '--json']);
    await command.shows('the tool waits');
    command.signal('SIGINT');
    const { exitCode, stdout } = await command.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      stdout: 'tidied up\n',
      outcome: 'cancelled',
      stoppedBy: 'interrupt',
      notes: [],
    });
  });

  test('still prints the envelope', async () => {
    const command = startCauseway([
      'run',
      '-c',
      'await tools.wait_for_ever()',
      ...patient,
      '--json',
    ]);
    await command.shows('the tool waits');
    command.signal('SIGINT');
    const { exitCode, stdout } = await command.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      outcome: 'cancelled',
      calls: { cancelled: 1 },
    });
  });

  test('H-L6 ends a run whose interpreter image is still being made', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'causeway-no-image-'));
    try {
      const command = startCauseway(['run', '-c', 'print("ran")', '--json'], {
        env: { CAUSEWAY_CACHE_DIR: cache },
      });
      await vi.waitFor(() => expect(draftsIn(cache)).toHaveLength(1), 30_000);
      command.signal('SIGINT');
      const { exitCode, stdout, stderr } = await command.ended;
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({
        ok: false,
        stdout: '',
        outcome: 'cancelled',
        error: 'CancelledError',
        calls: { ok: 0, error: 0, refused: 0, cancelled: 0, timed_out: 0 },
      });
      expect(stderr).toBe('Preparing Python (once, a few seconds) …\n');
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });

  test('ends a program that does not listen', async () => {
    const command = startCauseway(['run', '-c', 'print("spinning")\nwhile True: pass']);
    await command.shows('spinning');
    command.signal('SIGINT');
    expect((await command.ended).exitCode).toBe(130);
  });

  test('ends at once, without an envelope, when asked twice', async () => {
    const program = 'await tools.talk()\nwhile True: pass';
    const talkative = ['--tools', 'tools/talkative.ts'];
    const command = startCauseway(['run', '-c', program, ...talkative, '--json']);
    await command.shows('the tool writes');
    // Two signals of one kind would be one while the first is not yet received.
    command.signal('SIGINT');
    command.signal('SIGTERM');
    const { exitCode, stdout } = await command.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
  });
});
