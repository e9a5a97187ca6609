import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Capture, CaptureRequest } from '../../../src/hosts/files.ts';
import { captureRemote } from '../../../src/hosts/remote/capture-remote.ts';
import type { OpenChannel } from '../../../src/hosts/ssh/channel.ts';
import { runShell } from '../run-shell.ts';
import { startSwapping } from '../swapper.ts';
import { testedHelpers } from './helper-kinds.ts';
import type { LocalChannels } from './local-channel.ts';

describe.each(testedHelpers())('capturing with $name', ({ helper, channels: make }) => {
  let root: string;
  let channels: LocalChannels;

  beforeEach(async () => {
    root = await mkdtemp('/tmp/causeway-capture-');
    channels = make();
  });
  afterEach(async () => {
    channels.kill('SIGKILL');
    await rm(root, { recursive: true, force: true, maxRetries: 10 });
  });

  const take = (request: Partial<CaptureRequest>, open = channels.open): Promise<Capture> =>
    captureRemote(
      { open, helper },
      { root, path: 'file', maxBytes: 10_000_000, write: () => {}, ...request },
    );

  test('a connection that breaks in the middle is told, and leaves no copy over there', async () => {
    await writeFile(join(root, 'file'), Buffer.alloc(5_000_000, 'x'));
    const temporary = join(root, 'temporary');
    await runShell('mkdir temporary', root);
    const open: OpenChannel = (argv) => channels.open(['env', `TMPDIR=${temporary}`, ...argv]);
    channels.cutAfter = () => 100_000;
    await expect(take({}, open)).rejects.toMatchObject({ code: 'host_unreachable' });
    await expect.poll(() => readdir(temporary), { timeout: 30_000 }).toEqual([]);
  });

  test('bytes that were changed on the way are noticed', async () => {
    await writeFile(join(root, 'file'), 'the true content');
    const open: OpenChannel = async (argv) => {
      const channel = await channels.open(argv);
      const stdout = channel.stdout.map((bytes: Buffer) =>
        Buffer.from(bytes.toString().replace('true', 'fake')),
      );
      return { ...channel, stdout };
    };
    await expect(take({}, open)).rejects.toMatchObject({ code: 'checksum_mismatch' });
  });

  test('is called off by its signal, also in the middle', async () => {
    await writeFile(join(root, 'file'), Buffer.alloc(5_000_000, 'x'));
    const calling = new AbortController();
    const write = (): void => calling.abort();
    await expect(take({ write, signal: calling.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    await expect(take({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  test('H-A6 a FIFO that takes the place of a file at any moment holds nothing up for ever', async () => {
    await writeFile(join(root, 'file'), 'own');
    await runShell('mkfifo pipe', root);
    await using _ = await startSwapping('exchange', join(root, 'file'), join(root, 'pipe'));
    for (let count = 0; count < 15; count += 1) {
      const capture = await take({});
      if (!capture.ok) expect(['not_regular', 'changed_path']).toContain(capture.fault);
    }
  });
});
