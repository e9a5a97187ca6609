import { createHash, randomUUID } from 'node:crypto';
import { link, lstat, open, readFile, rename, unlink } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { PinnedFolder } from './pinned-folder.ts';
import { safeFileParts } from './safe-file-parts.ts';

/** What became of a deliverable on this machine. */
export interface SavedFile {
  /** Path of the file. */
  file: string;
  /** `written`; `again`: a later version of a file of this run; `there`: it had these bytes. */
  how: 'written' | 'again' | 'there';
  /** Set when a file of somebody else's had the name, which was left alone. */
  instead?: true;
}

/** How many names are tried beside files that are there. */
const MOST_NAMES = 1000;

/**
 * Saves what an agent hands over into a folder, sub-folders included. A file that is there and that
 * this run has not written keeps its content: the new one gets a number in its name. Nothing is
 * written outside of the folder as it was at first, and no link in it is followed.
 */
export class DeliverableFolder {
  readonly #folder: PinnedFolder;
  /** SHA-256 of all that this run handed over: files that have one of them are its own. */
  readonly #own = new Set<string>();

  constructor(folder: string) {
    this.#folder = new PinnedFolder(folder);
  }

  /** Tells of a file that an earlier process saved for this run, by its SHA-256. */
  owns(sha256: string): void {
    this.#own.add(sha256);
  }

  /** To be called one at a time. Rejects with what the system says. */
  async save(path: string, content: Uint8Array): Promise<SavedFile> {
    const parts = safeFileParts(path);
    const folders = parts.slice(0, -1);
    const held = await this.#folder.open(folders);
    try {
      const name = parts.at(-1) as string;
      const { as, how } = await this.#saveIn(held.path, name, content);
      const file = join(this.#folder.path, ...folders, as);
      return { file, how, ...(as !== name && { instead: true as const }) };
    } finally {
      await held.close();
    }
  }

  async #saveIn(
    folder: string,
    name: string,
    content: Uint8Array,
  ): Promise<{ as: string; how: SavedFile['how'] }> {
    const sha256 = digest(content);
    const part = join(folder, `.causeway-${randomUUID()}.part`);
    const file = await open(part, 'wx', 0o666);
    try {
      await file.writeFile(content).finally(() => file.close());
      for (let number = 1; number <= MOST_NAMES; number += 1) {
        const as = numbered(name, number);
        const how = await this.#place(part, join(folder, as), sha256);
        if (how === undefined) continue;
        this.#own.add(sha256);
        return { as, how };
      }
      throw new Error(`there are ${MOST_NAMES} files of that name`);
    } finally {
      await unlink(part).catch(() => undefined);
    }
  }

  async #place(
    part: string,
    target: string,
    sha256: string,
  ): Promise<SavedFile['how'] | undefined> {
    try {
      // Unlike a rename, a link is never made over what is there.
      await link(part, target);
      return 'written';
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    }
    const facts = await lstat(target);
    if (!facts.isFile()) return undefined;
    const there = digest(await readFile(target));
    if (there === sha256) return 'there';
    if (!this.#own.has(there)) return undefined;
    await rename(part, target);
    return 'again';
  }
}

/** `notes.md`, then `notes.2.md` and so on. */
function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const extension = extname(name);
  return `${basename(name, extension)}.${number}${extension}`;
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
