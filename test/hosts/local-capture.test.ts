import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Capture } from '../../src/hosts/files.ts';
import { captureFile } from '../../src/hosts/local/capture-file.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';
import { describeCapture } from './capture-contract.ts';

describeCapture('this machine', async () => {
  const host = localHost();
  return { host, close: () => host.close() };
});

describe('captureFile', () => {
  async function capturing(write: (path: string) => Promise<void> | void): Promise<Capture> {
    const root = await mkdtemp('/tmp/causeway-capture-');
    try {
      const path = join(root, 'file');
      await writeFile(path, 'a'.repeat(1000));
      return await captureFile({ root, path: 'file', maxBytes: 2000, write: () => write(path) });
    } finally {
      await rm(root, { recursive: true });
    }
  }

  test('tells that a file was added to, or written over, while it was read', async () => {
    let adding = false;
    const added = await capturing(async (path) => {
      if (!adding) await appendFile(path, 'b');
      adding = true;
    });
    expect(added).toMatchObject({ ok: true, stable: false });
    const changed = await capturing(async (path) => writeFile(path, 'c'.repeat(1000)));
    expect(changed).toMatchObject({ ok: true, stable: false });
  });

  test('ends at the cap a file that grows for ever while it is read', async () => {
    const grows = await capturing(async (path) => appendFile(path, 'b'.repeat(900)));
    expect(grows).toMatchObject({ ok: false, fault: 'too_large' });
  });

  test('passes on what the taker of the bytes throws', async () => {
    const refused = capturing(() => Promise.reject(new Error('no room in the store')));
    await expect(refused).rejects.toThrow('no room in the store');
  });

  test('is called off by its signal', async () => {
    const request = { root: '/etc', path: 'hostname', maxBytes: 1000, write: () => {} };
    const called = captureFile({ ...request, signal: AbortSignal.abort() });
    await expect(called).rejects.toMatchObject({ name: 'HostError', code: 'aborted' });
  });
});
