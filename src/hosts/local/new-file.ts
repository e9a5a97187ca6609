import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const { O_WRONLY, O_CREAT, O_EXCL } = constants;

/**
 * A file that is being written under a name of its own beside its place, so that at its place there
 * is all of it or what was there before. Removed unless it is put in place.
 */
export class NewFile implements AsyncDisposable {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #target: string;
  #placed = false;

  private constructor(target: string, path: string, handle: FileHandle) {
    this.#target = target;
    this.path = path;
    this.handle = handle;
  }

  /** Makes missing folders. `mode` default: what the process makes files with. */
  static async create(target: string, mode?: number): Promise<NewFile> {
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    const name = `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.part`;
    const path = join(folder, name);
    const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL, mode ?? 0o666);
    const file = new NewFile(target, path, handle);
    try {
      if (mode !== undefined) await handle.chmod(mode);
      return file;
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Puts it at its place: in one step over what is there, or only where there is nothing. */
  async place({ exclusive = false }: { exclusive?: boolean } = {}): Promise<void> {
    await this.handle.close();
    if (exclusive) {
      await link(this.path, this.#target);
      return;
    }
    await rename(this.path, this.#target);
    this.#placed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle.close();
    if (!this.#placed) await rm(this.path, { force: true });
  }
}
