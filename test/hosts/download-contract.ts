import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TransferProgress } from '../../src/hosts/files.ts';
import type { Host } from '../../src/hosts/host.ts';
import { mountSmallDisk } from './small-disk.ts';

/** A host whose files are those of this machine, and whose loopback address is. */
export interface DownloadingHost {
  host: Pick<Host, 'download'>;
  close(): Promise<void>;
}

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');

/** What every host must do with URLs that it downloads. */
export function describeDownloads(name: string, open: () => Promise<DownloadingHost>): void {
  describe(`downloads: ${name}`, () => {
    let opened: DownloadingHost;
    let server: Server;
    let base: string;
    let folder: string;
    let target: string;
    let asked: string[];

    beforeAll(async () => {
      opened = await open();
      server = createServer((request, response) => {
        asked.push(request.url ?? '');
        answer(request, response, asked.filter((url) => url === request.url).length);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      await opened?.close();
      server.closeAllConnections();
      server.close();
    });
    beforeEach(async () => {
      asked = [];
      folder = await mkdtemp('/tmp/causeway download-');
      target = join(folder, 'target');
      await writeFile(target, 'as it was');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    async function expectUnchanged(): Promise<void> {
      expect(await readFile(target, 'utf8')).toBe('as it was');
      expect(await readdir(folder)).toEqual(['target']);
    }

    test('writes what a URL has, tells its checksum and how far it is', async () => {
      const seen: TransferProgress[] = [];
      const onProgress = (at: TransferProgress): void => void seen.push(at);
      const result = await opened.host.download(`${base}/file?a=b&c=$(id)`, target, { onProgress });
      expect(result).toEqual({ size: 300_000, sha256 });
      expect((await readFile(target)).equals(content)).toBe(true);
      expect(await readdir(folder)).toEqual(['target']);
      expect(seen.at(-1)).toEqual({ bytes: 300_000, totalBytes: 300_000 });
      expect(asked).toEqual(['/file?a=b&c=$(id)']);
    });

    test('makes missing folders, and follows where the server sends it', async () => {
      const deeper = join(folder, `it's "deeper"/file`);
      const result = await opened.host.download(`${base}/moved`, deeper, { sha256 });
      expect(result.size).toBe(300_000);
      expect((await readFile(deeper)).equals(content)).toBe(true);
    });

    test('tries again what may go better: an answer of 503, a connection that breaks', async () => {
      const result = await opened.host.download(`${base}/flaky`, target, { retries: 2, sha256 });
      expect(result).toEqual({ size: 300_000, sha256 });
      expect(asked).toEqual(['/flaky', '/flaky', '/flaky']);
    });

    test('gives up after so many tries, and once where it can not get better', async () => {
      const failed = { name: 'HostError', code: 'download_failed' };
      await expect(
        opened.host.download(`${base}/503`, target, { retries: 1 }),
      ).rejects.toMatchObject(failed);
      await expect(opened.host.download(`${base}/404`, target)).rejects.toMatchObject(failed);
      expect(asked).toEqual(['/503', '/503', '/404']);
      await expect(
        opened.host.download('http://127.0.0.1:1/', target, { retries: 0 }),
      ).rejects.toMatchObject(failed);
      await expectUnchanged();
    });

    test('a content of another checksum is not taken', async () => {
      const other = opened.host.download(`${base}/file`, target, { sha256: '0'.repeat(64) });
      await expect(other).rejects.toMatchObject({ name: 'HostError', code: 'checksum_mismatch' });
      await expectUnchanged();
    });

    test('a content above the cap is not taken, also where the server does not tell', async () => {
      for (const path of ['/file', '/untold', '/endless']) {
        const capped = opened.host.download(`${base}${path}`, target, { maxBytes: 299_999 });
        await expect(capped).rejects.toMatchObject({ name: 'HostError', code: 'file_too_large' });
      }
      await expectUnchanged();
      const exact = await opened.host.download(`${base}/untold`, target, { maxBytes: 300_000 });
      expect(exact).toEqual({ size: 300_000, sha256 });
    });

    test.each(['file:///etc/passwd', 'ftp://127.0.0.1/a', 'nothing', '--help'])(
      'H-A9 refuses the URL %s',
      async (url) => {
        await expect(opened.host.download(url, target)).rejects.toMatchObject({
          code: 'download_failed',
        });
        await expectUnchanged();
      },
    );

    test('a password or a query is not told to whoever reads the error', async () => {
      const url = base.replace('http://', 'http://user:hunter2@');
      const fault = await opened.host
        .download(`${url}/404?token=hunter2`, target)
        .catch((error: unknown) => error);
      expect(String(fault)).toContain('404');
      expect(String(fault)).not.toContain('hunter2');
    });

    test('is called off by its signal', async () => {
      const called = new AbortController();
      const download = opened.host.download(`${base}/endless`, target, {
        signal: called.signal,
        onProgress: () => called.abort(),
      });
      await expect(download).rejects.toMatchObject({ name: 'HostError', code: 'aborted' });
      await expectUnchanged();
    });

    test('a full disk is told, and nothing is left', async (context) => {
      const disk = mountSmallDisk(100_000);
      if (!disk) return context.skip('Mounting a small file system needs root.');
      try {
        const download = opened.host.download(`${base}/file`, join(disk.path, 'target'));
        await expect(download).rejects.toMatchObject({ name: 'HostError', code: 'no_disk' });
        expect(await readdir(disk.path)).toEqual([]);
      } finally {
        disk.unmount();
      }
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, time: number): void {
  const whole = { 'content-length': content.length };
  switch (request.url?.split('?')[0]) {
    case '/file':
      response.writeHead(200, whole).end(content);
      break;
    case '/moved':
      response.writeHead(302, { location: '/file' }).end();
      break;
    case '/untold':
      response.writeHead(200);
      response.write(content.subarray(0, 1000));
      response.end(content.subarray(1000));
      break;
    case '/endless':
      response.writeHead(200);
      endlessly(response);
      break;
    case '/503':
      response.writeHead(503).end();
      break;
    case '/flaky':
      if (time === 1) {
        response.writeHead(503).end();
      } else if (time === 2) {
        response.writeHead(200, whole);
        response.write(content.subarray(0, 1000), () => response.destroy());
      } else {
        response.writeHead(200, whole).end(content);
      }
      break;
    default:
      response.writeHead(404).end();
  }
}

function endlessly(response: ServerResponse): void {
  const more = (): void => {
    if (!response.destroyed) response.write(content, more);
  };
  more();
}
