import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How often to look where the system tells of changes: its queue may overflow without a word. */
const POLL_MS = 250;
/** How often to look where it can't tell of changes. */
const POLL_BLIND_MS = 50;

/** Tells of changes of one name in its folder, which may be removed and made again. */
export class DirectoryWatch {
  readonly #folder: string;
  readonly #name: string;
  readonly #notice: () => void;
  #watcher: FSWatcher | undefined;
  #inode: bigint | undefined;

  constructor(path: string, notice: () => void) {
    this.#folder = dirname(path);
    this.#name = basename(path);
    this.#notice = notice;
  }

  /** Watches the folder that is there; gives the milliseconds after which to look in any case. */
  renew(): number {
    const inode = statSync(this.#folder, { bigint: true, throwIfNoEntry: false })?.ino;
    if (inode !== this.#inode || !this.#watcher) this.#begin(inode);
    return this.#watcher || inode === undefined ? POLL_MS : POLL_BLIND_MS;
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #begin(inode: bigint | undefined): void {
    this.close();
    this.#inode = inode;
    if (inode === undefined) return;
    try {
      // Throws EMFILE or ENOSPC when the user has no watches left.
      const watcher = watch(this.#folder, (_, name) => {
        if (name === null || name === this.#name) this.#notice();
      });
      watcher.on('error', () => this.close());
      this.#watcher = watcher;
    } catch {
      this.#watcher = undefined;
    }
  }
}
