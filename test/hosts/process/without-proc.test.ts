import { describe, expect, test } from 'vitest';
import { openLocalChannel } from '../../../src/hosts/local/local-channel.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import { launchProgram } from '../../../src/hosts/process/launch-program.ts';
import { watchExits } from '../../../src/hosts/process/watch-exits.ts';
import type { OpenChannel } from '../../../src/hosts/ssh/channel.ts';
import { countRunning, makeFolder, removeFolder, uniqueSeconds } from '../contract/machine.ts';
import { until } from '../contract/until.ts';

// Scripts that look for /proc find none, as on systems that have only `ps`.
const open: OpenChannel = (argv, options) => {
  const [program, ...words] = argv;
  return openLocalChannel(
    [program, ...words.map((word) => word.replaceAll('/proc/', '/no-such-folder/'))],
    options,
  );
};

describe.each(['perl', 'python3'] as const)('a machine without /proc, runner in %s', (kind) => {
  test('H-A12 programs are kept, found and ended with what left their group', async () => {
    const host = localHost();
    const folder = await makeFolder(host);
    const seconds = uniqueSeconds();
    const program = await launchProgram(
      { open, waitForExit: watchExits(open) },
      {
        command: [
          'sh',
          '-c',
          `sleep ${seconds} & setsid sleep ${seconds} & setsid env -i sleep ${seconds} & wait`,
        ],
        cwd: folder,
        stateFolder: `${folder}/state`,
      },
      [kind],
    );
    await until(async () => (await countRunning(host, `sleep ${seconds}`)) === 3);
    expect(await program.isAlive()).toBe(true);
    const report = await program.stop({ steps: [{ signal: 'SIGTERM', graceMs: 5_000 }] });
    expect(report).toMatchObject({ wasAlive: true, signal: 'SIGKILL', left: 0 });
    expect(await countRunning(host, `sleep ${seconds}`)).toBe(0);
    expect(await program.isAlive()).toBe(false);
    expect(await program.exited).toEqual({ signal: 'SIGTERM' });
    expect(await program.stop()).toEqual({ wasAlive: false, swept: 0, left: 0 });
    await removeFolder(host, folder);
  });
});
