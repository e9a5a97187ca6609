import { describe, expect, test } from 'vitest';
import { startCauseway } from './run-causeway.ts';

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

  test('ends a program that does not listen', async () => {
    const command = startCauseway(['run', '-c', 'print("spinning")\nwhile True: pass']);
    await command.shows('spinning');
    command.signal('SIGINT');
    expect((await command.ended).exitCode).toBe(130);
  });

  test('ends at once when asked twice, whatever a tool does', async () => {
    const command = startCauseway(['run', '-c', 'await tools.never_listen()', ...patient]);
    await command.shows('the tool waits');
    command.signal('SIGINT');
    command.signal('SIGINT');
    expect((await command.ended).exitCode).toBe(130);
  });
});
