import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TransferProgress } from '../../../src/hosts/files.ts';
import {
  downloadRemote,
  type RemoteDownloadOptions,
} from '../../../src/hosts/remote/download-remote.ts';
import type { RemoteMachine } from '../../../src/hosts/remote/remote-machine.ts';
import { describeDownloads } from '../download-contract.ts';
import { LocalChannels } from './local-channel.ts';
import { locateProgram } from './locate-program.ts';
import { startOddServer } from './odd-server.ts';

const content = Buffer.alloc(300_000, 'causeway ');
const sha256 = createHash('sha256').update(content).digest('hex');

/** A machine that has only these programs, and what every system has. */
async function machineWith(...programs: string[]): Promise<LocalChannels> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-path-'));
  const basics = 'sh awk cat grep head kill mkdir mv rm sed sha256sum sleep tr wc env'.split(' ');
  for (const name of [...basics, ...programs]) {
    symlinkSync(await locateProgram(name), join(folder, name));
  }
  return new LocalChannels((argv) => ['env', `PATH=${folder}`, ...argv]);
}

for (const program of ['curl', 'wget', 'python3']) {
  describeDownloads(`through ${program}`, async () => {
    const channels = await machineWith(program);
    const machine = async (): Promise<RemoteMachine> => ({ open: channels.open, helper: 'sh' });
    return {
      host: { download: (...request) => downloadRemote(machine, ...request) },
      close: async () => channels.drop(),
    };
  });
}

describe.each(['curl', 'wget', 'python3'])('downloading with %s', (program) => {
  let folder: string;
  let target: string;
  let channels: LocalChannels;

  beforeEach(async () => {
    folder = await mkdtemp('/tmp/causeway-download-');
    target = join(folder, 'a file');
    channels = await machineWith(program);
  });
  afterEach(async () => {
    channels.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const download = (url: string, options: RemoteDownloadOptions = {}) =>
    downloadRemote(async () => ({ open: channels.open, helper: 'sh' }), url, target, options);

  async function expectNothingLeft(): Promise<void> {
    await expect.poll(() => readdir(folder), { timeout: 30_000 }).toEqual([]);
  }

  test('brings a file whole, with its hash, and tells how far it is', async () => {
    await using server = await startOddServer((_, response) => {
      response.setHeader('Content-Length', content.length);
      response.write(content.subarray(0, 100_000));
      setTimeout(() => response.end(content.subarray(100_000)), 800);
    });
    const progress: TransferProgress[] = [];
    const options = {
      sha256: sha256.toUpperCase(),
      onProgress: (p: TransferProgress) => void progress.push(p),
    };
    expect(await download(`${server.url}/file`, options)).toEqual({ size: 300_000, sha256 });
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(progress[0]).toEqual({ bytes: expect.any(Number), totalBytes: 300_000 });
    expect(progress.at(-1)).toEqual({ bytes: 300_000, totalBytes: 300_000 });
    expect(await readdir(folder)).toEqual(['a file']);
  });

  test('follows redirects, keeps what is compressed as it is, and passes a password on', async () => {
    await using server = await startOddServer((request, response) => {
      if (request.url === '/from') response.writeHead(302, { Location: '/to' }).end();
      else response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip at all');
    });
    const url = `${server.url.replace('//', '//user:secret@')}/from`;
    expect(await download(url)).toMatchObject({ size: 14 });
    expect(await readFile(target, 'utf8')).toBe('no gzip at all');
    expect(server.requests[0]).toBe('Basic dXNlcjpzZWNyZXQ=/from');
    expect(server.requests.at(-1)).toMatch(/\/to$/);
  });

  test('tries again when the server failed twice', async () => {
    await using server = await startOddServer((_, response, count) => {
      response.writeHead(count < 3 ? 500 : 200).end('fine');
    });
    expect(await download(server.url)).toMatchObject({ size: 4 });
    expect(server.requests).toHaveLength(3);
  });

  test('does not try again what is not there, and shows no secret', async () => {
    await using server = await startOddServer((_, response) => response.writeHead(404).end('gone'));
    const url = `${server.url.replace('//', '//user:secret@')}/file?token=secret`;
    const failure = await download(url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'HostError', code: 'download_failed' });
    expect(String(failure)).toContain(`${server.url}/file: its server answered with status 404`);
    expect(String(failure)).not.toContain('secret');
    expect(server.requests).toHaveLength(1);
    await expectNothingLeft();
  });

  test('begins anew when the connection is cut in the middle', async () => {
    await using server = await startOddServer((_, response, count) => {
      response.setHeader('Content-Length', content.length);
      if (count > 1) response.end(content);
      else response.write(content.subarray(0, 50_000), () => response.destroy());
    });
    expect(await download(server.url)).toEqual({ size: 300_000, sha256 });
    expect((await readFile(target)).equals(content)).toBe(true);
  });

  test('a server that lies about the length, or falls silent, is given up after the last try', async () => {
    await using short = await startOddServer((_, response) => {
      response.setHeader('Content-Length', 500_000);
      response.flushHeaders();
      response.socket?.end('too little');
    });
    await expect(download(short.url, { retries: 1 })).rejects.toThrow(
      'the connection ended before the file was whole',
    );
    expect(short.requests).toHaveLength(2);
    await using mute = await startOddServer((_, response) => {
      response.setHeader('Content-Length', 10);
      response.write('12345');
    });
    await expect(download(mute.url, { retries: 0, silenceSeconds: 2 })).rejects.toThrow(
      'its server fell silent',
    );
    await expectNothingLeft();
  });

  test('takes no more than the cap, and nothing with another hash', async () => {
    await using endless = await startOddServer((_, response) => {
      const more = (): void => void response.write(content, () => response.writable && more());
      more();
    });
    await expect(download(endless.url, { maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'file_too_large',
    });
    await using other = await startOddServer((_, response) => response.end('other'));
    await expect(download(other.url, { sha256 })).rejects.toMatchObject({
      code: 'checksum_mismatch',
    });
    await expectNothingLeft();
  });

  test('goes neither to other kinds of addresses nor round in circles', async () => {
    await expect(download('file:///etc/passwd')).rejects.toMatchObject({ code: 'download_failed' });
    await expect(download('nothing')).rejects.toMatchObject({ code: 'download_failed' });
    await using server = await startOddServer((request, response) => {
      const to = request.url === '/file' ? 'file:///etc/passwd' : `/round?${Math.random()}`;
      response.writeHead(302, { Location: to }).end();
    });
    await expect(download(`${server.url}/file`)).rejects.toMatchObject({ code: 'download_failed' });
    await expect(download(`${server.url}/round`)).rejects.toThrow('without end');
    await expectNothingLeft();
  });

  test('leaves nothing when it is called off, or when the connection to the machine breaks', async () => {
    await using server = await startOddServer((_, response) => void response.write('12345'));
    const calling = new AbortController();
    const called = download(server.url, { signal: calling.signal });
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1);
    calling.abort();
    await expect(called).rejects.toMatchObject({ code: 'aborted' });
    await expectNothingLeft();
    const broken = download(server.url, { retries: 0 });
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(2);
    channels.drop();
    await expect(broken).rejects.toMatchObject({ code: 'host_unreachable' });
    await expectNothingLeft();
  });

  test('says where it cannot be put, and leaves a file that was there', async () => {
    await using server = await startOddServer((_, response) => response.writeHead(404).end());
    await writeFile(target, 'before');
    await expect(download(server.url)).rejects.toThrow('status 404');
    expect(await readFile(target, 'utf8')).toBe('before');
    target = join(target, 'file');
    await expect(download(server.url)).rejects.toMatchObject({ code: 'no_permission' });
    target = folder;
    await expect(download(server.url)).rejects.toMatchObject({ code: 'file_exists' });
  });
});

test('says so when the machine has nothing to download with', async () => {
  const channels = await machineWith();
  const machine = async () => ({ open: channels.open, helper: 'sh' as const });
  await expect(downloadRemote(machine, 'http://127.0.0.1/x', '/tmp/x')).rejects.toMatchObject({
    code: 'program_missing',
  });
});
