import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { fileError } from '../file-error.ts';
import { HostError } from '../host-error.ts';
import { NewFile } from './new-file.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Writes a file of this machine as `Host.writeFile` says. Makes missing folders. */
export async function writeFile(
  path: string,
  content: Uint8Array | string,
  options: { mode?: number; exclusive?: boolean } = {},
): Promise<void> {
  try {
    await using file = await NewFile.create(path, options.mode);
    await file.handle.writeFile(content);
    // A rename may reach the disk before the bytes do.
    await file.handle.datasync();
    await file.place(options);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/** Adds to a file of this machine as `Host.appendFile` says; no link is followed, nor a hard one. */
export async function appendFile(path: string, content: string): Promise<void> {
  const bytes = Buffer.from(content);
  try {
    await using handle = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile() || stats.nlink > 1) {
      const what = stats.isFile() ? 'it has another name, a hard link' : 'it is no file';
      throw new HostError('unsafe_path', `Cannot add to ${JSON.stringify(path)}: ${what}.`);
    }
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten < bytes.length) {
      const went = `${bytesWritten} of ${bytes.length} bytes`;
      throw new HostError(
        'no_disk',
        `Only ${went} went to ${JSON.stringify(path)}: the disk is full.`,
      );
    }
  } catch (error) {
    throw fileError(error, 'add to', path);
  }
}

/** Removes a file or folder of this machine as `Host.remove` says; what is not there is fine. */
export async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 2 });
  } catch (error) {
    throw fileError(error, 'remove', path);
  }
}
