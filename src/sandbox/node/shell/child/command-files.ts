import { fileError, fileStat, folderStat } from './file-content.ts';
import type { FsStat } from './library-types.ts';
import { NEXT_COMMAND } from './shell.ts';
import { START_COMMAND } from './started-files.ts';

/** Commands that the shell uses itself: there, but not shown. */
const HIDDEN = [NEXT_COMMAND, START_COMMAND];
const FOLDERS: Record<string, string[]> = { '/usr': ['bin'], '/usr/bin': [], '/bin': [] };

/**
 * The shell's commands as programs below `/bin` and `/usr/bin`, where scripts look for them. They are
 * part of the shell and no files; reading one tells so.
 */
export class CommandFiles {
  readonly #names: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
  }

  offers(name: string): boolean {
    return this.#names.has(name);
  }

  /** Whether a path is one of the shell's. Programs of packages in `/bin` are files of the session. */
  has(path: string): boolean {
    return this.exists(path);
  }

  exists(path: string): boolean {
    return Object.hasOwn(FOLDERS, path) || this.#nameOf(path) !== undefined;
  }

  stat(path: string): FsStat {
    if (Object.hasOwn(FOLDERS, path)) return folderStat();
    return fileStat(0o755, this.read(path).length, true);
  }

  list(path: string): string[] {
    const entries = Object.hasOwn(FOLDERS, path) ? FOLDERS[path] : undefined;
    if (entries === undefined)
      throw fileError(this.exists(path) ? 'ENOTDIR' : 'ENOENT', path, 'list');
    return entries.length > 0 ? entries : [...this.#names].sort();
  }

  read(path: string): Uint8Array {
    if (!this.exists(path)) throw fileError('ENOENT', path, 'read');
    const name = this.#nameOf(path);
    if (name === undefined) throw fileError('EISDIR', path, 'read');
    return Buffer.from(`# ${name} is part of the shell\n`);
  }

  #nameOf(path: string): string | undefined {
    const [, name = ''] = /^\/(?:usr\/)?bin\/([^/]+)$/.exec(path) ?? [];
    return this.#names.has(name) || HIDDEN.includes(name) ? name : undefined;
  }
}
