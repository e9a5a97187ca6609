import { mkdtemp, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLocalChannel } from '../../../src/hosts/local/local-channel.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import { launchProgram } from '../../../src/hosts/process/launch-program.ts';
import { watchExits } from '../../../src/hosts/process/watch-exits.ts';
import type { HostProcess } from '../../../src/hosts/process.ts';
import type { Channel, OpenChannel } from '../../../src/hosts/ssh/channel.ts';
import { until } from '../contract/until.ts';

const host = localHost();
let folder: string;
let channels: Channel[];
let openNow: number;

beforeEach(async () => {
  folder = await mkdtemp('/tmp/causeway-exits-');
  channels = [];
  openNow = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

const open: OpenChannel = async (argv, options) => {
  const channel = await openLocalChannel(argv, options);
  channels.push(channel);
  openNow += 1;
  void channel.ended.then(() => {
    openNow -= 1;
  });
  return channel;
};

/** Launches programs that end with their number when they may. */
async function launchWaiting(count: number): Promise<HostProcess[]> {
  const machine = { open, waitForExit: watchExits(open) };
  const line = 'until [ -e "go$1" ]; do sleep 0.02; done; exit "$1"';
  return await Promise.all(
    Array.from({ length: count }, (_, index) =>
      launchProgram(machine, {
        command: ['sh', '-c', line, 'sh', String(index)],
        cwd: folder,
        stateFolder: `${folder}/${index}`,
      }),
    ),
  );
}

describe('waiting for the ends of programs of another machine', () => {
  test('takes one channel, however many programs there are', async () => {
    const programs = await launchWaiting(5);
    await until(() => openNow === 0);
    const exits = programs.map(({ exited }) => exited);
    await until(() => channels.length > 5 && openNow === 1);
    for (const index of [3, 0, 4, 1, 2]) {
      await host.run(['touch', `go${index}`], { cwd: folder });
      expect(await exits[index]).toEqual({ exitCode: index });
      expect(openNow).toBeLessThanOrEqual(1);
    }
    await until(() => openNow === 0);
  });

  test('goes on over a new channel when one breaks', async () => {
    const [program] = await launchWaiting(1);
    const exited = program?.exited;
    await until(() => channels.length === 2 && openNow === 1);
    channels.at(-1)?.destroy();
    await until(() => channels.length === 3);
    await host.run(['touch', 'go0'], { cwd: folder });
    expect(await exited).toEqual({ exitCode: 0 });
  });
});
