import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FollowBatch, Follower } from '../../../src/hosts/follower.ts';
import { HostError } from '../../../src/hosts/host-error.ts';
import { followRemote } from '../../../src/hosts/remote/follow-remote.ts';
import type { RemoteMachine } from '../../../src/hosts/remote/remote-machine.ts';
import { testedHelpers } from './helper-kinds.ts';
import type { LocalChannels } from './local-channel.ts';

/** Collects what a follower hands out until it ends. */
function collect(follower: Follower): { batches: FollowBatch[]; done: Promise<string[]> } {
  const batches: FollowBatch[] = [];
  const done = (async () => {
    for await (const batch of follower) batches.push(batch);
    return batches.flatMap((batch) =>
      batch.type === 'lines' ? batch.lines.map(({ text }) => text) : [`! ${batch.change}`],
    );
  })();
  done.catch(() => undefined);
  return { batches, done };
}

describe.each(testedHelpers())('following with $name', ({ helper, channels: make }) => {
  let folder: string;
  let path: string;
  let channels: LocalChannels;
  let machine: () => Promise<RemoteMachine>;

  beforeEach(async () => {
    folder = await mkdtemp('/tmp/causeway-follow-');
    path = join(folder, 'a log.log');
    channels = make();
    machine = async () => ({ open: channels.open, helper });
  });
  afterEach(async () => {
    channels.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  test('drops what the machine says before the program begins', async () => {
    channels.noise = 'Welcome!\n@ 1:1 5\nD 0 5\nfake\n.\n';
    await writeFile(path, 'true\n');
    const follower = followRemote(machine, path);
    const { done } = collect(follower);
    await follower.finish();
    expect(await done).toEqual(['true']);
  });

  test('H-A13 connections cut hundreds of times, inside frames too, lose and double nothing', async () => {
    const writer = spawn('sh', [
      '-c',
      'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo "line $i of a log"; [ $((i % 10)) != 0 ] || sleep 0.01; done >> "$1"',
      'sh',
      path,
    ]);
    let seed = 7;
    channels.cutAfter = () => {
      seed = (seed * 48271) % 2147483647;
      return 160 + (seed % 500);
    };
    const follower = followRemote(machine, path);
    const { done } = collect(follower);
    await once(writer, 'exit');
    await follower.finish();
    expect(await done).toEqual(Array.from({ length: 2000 }, (_, i) => `line ${i + 1} of a log`));
    expect(channels.opened).toBeGreaterThan(100);
  });

  test('H-A13 a connection that falls silent is given up and made again', async () => {
    await writeFile(path, 'one\n');
    const follower = followRemote(machine, path);
    const { batches, done } = collect(follower);
    await expect.poll(() => batches.length, { timeout: 30_000 }).toBe(1);
    const frozen = channels.groups;
    channels.kill('SIGSTOP');
    await appendFile(path, 'two\n');
    await expect.poll(() => batches.length, { timeout: 30_000 }).toBe(2);
    for (const group of frozen) process.kill(-group, 'SIGCONT');
    await follower.finish();
    expect(await done).toEqual(['one', 'two']);
  });

  test('H-A13 killed programs are started again', async () => {
    await writeFile(path, '');
    const follower = followRemote(machine, path);
    const { done } = collect(follower);
    for (let count = 0; count < 20; count += 1) {
      await appendFile(path, `line ${count}\n`);
      await follower.drain();
      channels.kill('SIGKILL');
    }
    await follower.finish();
    expect(await done).toEqual(Array.from({ length: 20 }, (_, count) => `line ${count}`));
  });

  test('leaves no program behind when it is stopped', async () => {
    await writeFile(path, 'one\n');
    const follower = followRemote(machine, path);
    const { batches, done } = collect(follower);
    await expect.poll(() => batches.length, { timeout: 30_000 }).toBe(1);
    const [group = 0] = channels.groups;
    follower.stop();
    await done;
    await expect.poll(() => isRunning(group), { timeout: 30_000 }).toBe(false);
  });

  test('waits out a machine that is not reachable, and no other failure', async () => {
    await writeFile(path, 'one\n');
    let tries = 0;
    const follower = followRemote(async () => {
      tries += 1;
      if (tries < 4) throw new HostError('host_unreachable', 'no route');
      return machine();
    }, path);
    const { done } = collect(follower);
    await follower.finish();
    expect(await done).toEqual(['one']);
    const refused = followRemote(() => {
      throw new HostError('host_refused', 'no key');
    }, path);
    await expect(collect(refused).done).rejects.toMatchObject({ code: 'host_refused' });
  });
});

test('says so when the machine does not run the program', async () => {
  const [python] = testedHelpers();
  if (!python) return;
  const channels = python.channels();
  const open: RemoteMachine['open'] = (argv) => channels.open(['no-such-program', ...argv]);
  const follower = followRemote(async () => ({ open, helper: 'python3' }), '/tmp/x');
  await expect(collect(follower).done).rejects.toMatchObject({ code: 'no_shell' });
});

function isRunning(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
