import { Buffer } from 'node:buffer';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { fileError, systemCode } from '../file-error.ts';
import type { CaptureFault } from '../files.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** Linux: holds what a name stands for without opening it, so that no device or FIFO is touched. */
const O_PATH = 0o10000000;

/** A refusal of what an untrusted program put at a path. */
export class CaptureRefusal extends Error {
  readonly fault: CaptureFault;

  constructor(fault: CaptureFault, reason: string) {
    super(reason);
    this.fault = fault;
  }
}

/**
 * A regular file that was found by walking its path without following a link, held open. The name
 * `/proc/self/fd/N/x` stands for x in the folder that is held, wherever that was moved to.
 */
export class PinnedFile {
  readonly handle: FileHandle;
  readonly #path: string;

  private constructor(handle: FileHandle, path: string) {
    this.handle = handle;
    this.#path = path;
  }

  /** Opens the file that `names` lead to from `/`; throws a CaptureRefusal for what is none. */
  static async open(names: readonly string[]): Promise<PinnedFile> {
    const path = `/${names.join('/')}`;
    let held = await open('/', O_RDONLY | O_PATH);
    try {
      for (const [index, name] of names.entries()) {
        const next = await holdNext(held, name);
        await held.close();
        held = next;
        refuseKind(await held.stat(), name, index === names.length - 1);
      }
      const opened = await open(`/proc/self/fd/${held.fd}`, O_RDONLY | O_NONBLOCK).catch(
        refuse(path),
      );
      return new PinnedFile(opened, path);
    } finally {
      await held.close();
    }
  }

  stats(): Promise<BigIntStats> {
    return this.handle.stat({ bigint: true });
  }

  /** Refuses a file with another name, and one that is not at its path (any more). */
  async checkBefore(): Promise<BigIntStats> {
    const stats = await this.stats();
    if (stats.nlink > 1n) throw hardLink();
    if (stats.nlink === 0n || !(await this.#isAt(this.#path))) {
      throw new CaptureRefusal('changed_path', 'It was replaced while it was being opened.');
    }
    return stats;
  }

  /**
   * The same after the reading: the count of links falls before the name goes, so that a second name
   * may have escaped the first check. A file that has no name left is nobody else's and was replaced.
   */
  async checkAfter(): Promise<BigIntStats> {
    const stats = await this.stats();
    if (stats.nlink > 1n) throw hardLink();
    const path = stats.nlink === 0n ? `${this.#path} (deleted)` : this.#path;
    if (!(await this.#isAt(path))) {
      throw new CaptureRefusal('changed_path', 'It was moved while it was being read.');
    }
    return stats;
  }

  async #isAt(path: string): Promise<boolean> {
    const found = await readlink(`/proc/self/fd/${this.handle.fd}`, 'buffer');
    return found.equals(Buffer.from(path));
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

function holdNext(held: FileHandle, name: string): Promise<FileHandle> {
  return open(`/proc/self/fd/${held.fd}/${name}`, O_PATH | O_NOFOLLOW).catch(refuse(name));
}

function refuseKind(
  stats: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean },
  name: string,
  isLast: boolean,
): void {
  if (stats.isSymbolicLink()) {
    throw new CaptureRefusal('symbolic_link', `${JSON.stringify(name)} is a symbolic link.`);
  }
  if (isLast && !stats.isFile()) {
    throw new CaptureRefusal('not_regular', `${JSON.stringify(name)} is not a regular file.`);
  }
  if (!isLast && !stats.isDirectory()) {
    throw new CaptureRefusal('not_found', `${JSON.stringify(name)} is not a folder.`);
  }
}

function refuse(name: string): (error: unknown) => never {
  return (error) => {
    const shown = JSON.stringify(name);
    switch (systemCode(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
      case 'ENAMETOOLONG':
        throw new CaptureRefusal('not_found', `${shown} is not there.`);
      case 'EACCES':
      case 'EPERM':
        throw new CaptureRefusal('no_permission', `This user may not read ${shown}.`);
      default:
        throw fileError(error, 'capture', name);
    }
  };
}

function hardLink(): CaptureRefusal {
  return new CaptureRefusal('hard_link', 'It has another name: a hard link.');
}
