import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { safeTar } from '../archive/safe-tar.ts';
import { tarFault } from '../archive/tar-fault.ts';
import { fileError, systemCode } from '../file-error.ts';
import { HostError } from '../host-error.ts';

const TAR_ENDED = new Set(['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Gives a folder of this machine as `Host.archive` says, packed by the system's `tar`. */
export async function* archiveFolder(
  folder: string,
  options: { exclude?: readonly string[]; signal?: AbortSignal } = {},
): AsyncGenerator<Uint8Array, void, void> {
  await refuseNoFolder(folder);
  const excluded = (options.exclude ?? []).map((pattern) => `--exclude=${pattern}`);
  const tar = startTar(['-c', '-z', '-f', '-', ...excluded, '-C', folder, '.'], options.signal);
  try {
    tar.stdin.end();
    yield* tar.stdout;
    await tar.succeeded('archive', folder);
  } catch (error) {
    throw fileError(error, 'archive', folder);
  } finally {
    tar.kill();
  }
}

/** Unpacks into a folder of this machine as `Host.restore` says: all of it, or nothing. */
export async function restoreFolder(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  const staging = join(folder, `.restore-${randomBytes(6).toString('hex')}`);
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    await mkdir(staging, { mode: 0o700 });
    const tar = startTar(['-x', '-o', '-f', '-', '-C', staging], options.signal);
    tar.stdout.resume();
    try {
      const { signal } = options;
      const unpacking = pipeline(
        Readable.from(safeTar(source)),
        tar.stdin,
        signal ? { signal } : {},
      );
      await unpacking.catch(async (error: unknown) => {
        // Where tar ended first, it says why.
        if (TAR_ENDED.has(systemCode(error) ?? '')) await tar.succeeded('unpack into', folder);
        throw error;
      });
      await tar.succeeded('unpack into', folder);
    } finally {
      tar.kill();
    }
    await moveEntries(staging, folder);
    await rm(staging, { recursive: true });
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    if (options.signal?.aborted) {
      throw new HostError('aborted', `Unpacking into ${JSON.stringify(folder)} was called off.`);
    }
    throw fileError(error, 'unpack into', folder);
  }
}

async function moveEntries(from: string, to: string): Promise<void> {
  const names = await readdir(from);
  for (const name of names) {
    const there = await lstat(join(to, name)).catch(() => undefined);
    if (there) {
      const path = JSON.stringify(join(to, name));
      throw new HostError('file_exists', `Nothing was unpacked: ${path} is there already.`);
    }
  }
  const moved: string[] = [];
  try {
    for (const name of names) {
      await rename(join(from, name), join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) await rename(join(to, name), join(from, name));
    throw error;
  }
}

function startTar(words: readonly string[], signal?: AbortSignal) {
  const child = spawn('tar', words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    ...(signal && { signal }),
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  child.stdin.on('error', () => {});
  const closed = once(child, 'close') as Promise<[number | null]>;
  closed.catch(() => {});
  const succeeded = async (doing: string, folder: string): Promise<void> => {
    const [code] = await closed.catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw fileError(error, doing, folder);
      throw new HostError('program_missing', 'This machine has no tar; install it and try again.');
    });
    const fault = tarFault(code, complaint, doing, folder);
    if (fault) throw fault;
  };
  return { stdin: child.stdin, stdout: child.stdout, kill: () => child.kill('SIGKILL'), succeeded };
}

async function refuseNoFolder(folder: string): Promise<void> {
  const stats = await stat(folder).catch((error: unknown) => {
    throw fileError(error, 'archive', folder);
  });
  if (!stats.isDirectory()) {
    throw new HostError('folder_missing', `${JSON.stringify(folder)} is no folder.`);
  }
}
