import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type BigIntStats, constants, readSync } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const READ_BYTES = 65_536;
/** Bytes before the offset that are read again each time: they change when the file is rewritten. */
const ANCHOR_BYTES = 64;

/** Where all reads go: each is taken before the next one begins. */
const buffer = Buffer.allocUnsafeSlow(ANCHOR_BYTES + READ_BYTES);

/** A regular file that is held open while it is followed. */
export class OpenedLog {
  readonly #handle: FileHandle;
  readonly #inode: bigint;
  readonly #device: bigint;
  readonly #anchor = Buffer.alloc(ANCHOR_BYTES);
  #anchorBytes = 0;

  private constructor(handle: FileHandle, stats: BigIntStats) {
    this.#handle = handle;
    this.#inode = stats.ino;
    this.#device = stats.dev;
  }

  /** Opens what is at a path, unless that is `but`, or says why there is nothing to be read. */
  static async open(
    path: string,
    but?: OpenedLog,
  ): Promise<OpenedLog | 'same' | 'absent' | 'irregular' | 'unreadable'> {
    try {
      const found = await lstat(path, { bigint: true });
      if (but && found.ino === but.#inode && found.dev === but.#device) return 'same';
      if (!found.isFile()) return 'irregular';
      const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      const stats = await handle.stat({ bigint: true });
      if (stats.isFile()) return new OpenedLog(handle, stats);
      await handle.close();
      return 'irregular';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') return 'unreadable';
      // A link, no descriptors left: it may be better next time.
      return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'irregular';
    }
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** Reads on from `offset`; the bytes are good until anything is read next. None: the end of the file. */
  read(offset: number): Buffer | 'truncated' | 'rewritten' {
    const before = this.#anchorBytes;
    // What was just written is in memory: a thread would take longer to start than this takes.
    const bytes = readSync(this.#handle.fd, buffer, 0, before + READ_BYTES, offset - before);
    if (bytes < before) return 'truncated';
    if (buffer.compare(this.#anchor, 0, before, 0, before) !== 0) return 'rewritten';
    if (bytes > before) {
      this.#anchorBytes = buffer.copy(this.#anchor, 0, Math.max(0, bytes - ANCHOR_BYTES), bytes);
    }
    return buffer.subarray(before, bytes);
  }

  /** Takes what is before `offset` as it is. */
  async anchorAt(offset: number): Promise<void> {
    this.#anchorBytes = Math.min(offset, ANCHOR_BYTES);
    await this.#handle.read(this.#anchor, 0, this.#anchorBytes, offset - this.#anchorBytes);
  }

  /** SHA-256 of the bytes from `start` up to `end`; of fewer when it is not wanted any more. */
  async digestRange(start: number, end: number, isWanted: () => boolean): Promise<string> {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(Math.min(READ_BYTES, end - start));
    for (let at = start; at < end && isWanted(); ) {
      const { bytesRead } = await this.#handle.read(piece, 0, Math.min(piece.length, end - at), at);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash.digest('hex');
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
