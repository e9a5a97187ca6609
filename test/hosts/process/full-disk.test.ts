import { afterAll, describe, expect, test } from 'vitest';
import { openLocalChannel } from '../../../src/hosts/local/local-channel.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import { launchProgram, type RunnerKind } from '../../../src/hosts/process/launch-program.ts';
import { watchExits } from '../../../src/hosts/process/watch-exits.ts';
import { countRunning, uniqueSeconds } from '../contract/machine.ts';
import { mountSmallDisk } from '../small-disk.ts';

const small = mountSmallDisk(65_536);
if (small === undefined) process.stderr.write('Skipped: this user cannot mount a small disk\n');
afterAll(() => small?.unmount());

describe.runIf(small).each<RunnerKind>(['perl', 'python3', 'sh'])(
  'a full disk, runner in %s',
  (kind) => {
    const machine = { open: openLocalChannel, waitForExit: watchExits(openLocalChannel) };
    const host = localHost();
    const disk = small?.path ?? '';

    test('keeps the exit code of a program that filled it', async () => {
      const program = await launchProgram(
        machine,
        { command: ['sh', '-c', 'cat /dev/zero; exit 3'], cwd: disk, stateFolder: `${disk}/one` },
        [kind],
      );
      expect(await program.exited).toEqual({ exitCode: 3 });
      await host.run(['rm', '-rf', `${disk}/one`], { check: true });
    });

    test('is told, and no program runs', async () => {
      await host.run({ shell: 'cat /dev/zero >filler' }, { cwd: disk });
      const seconds = uniqueSeconds();
      await expect(
        launchProgram(
          machine,
          { command: ['sleep', seconds], cwd: disk, stateFolder: `${disk}/two` },
          [kind],
        ),
      ).rejects.toMatchObject({ code: 'no_disk' });
      expect(await countRunning(host, `sleep ${seconds}`)).toBe(0);
      await expect(
        host.openWorkdir({ path: `${disk}/work`, task: 'task-1' }),
      ).rejects.toMatchObject({
        code: 'no_disk',
      });
      await host.run({ shell: 'rm -rf filler two work' }, { cwd: disk, check: true });
    });
  },
);
