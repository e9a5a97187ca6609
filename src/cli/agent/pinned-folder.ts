import { existsSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { constants, type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError, pathFault } from '../command-error.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** A folder below a pinned one, to be used while it is held. */
export interface HeldFolder {
  /** Stands for the folder in calls of the system, wherever it was moved to. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * A folder that may be made later. What there is of it is looked up once, links included: a program
 * that may write there cannot turn it into another one afterwards.
 */
export class PinnedFolder {
  /** The folder as it was named, absolute. */
  readonly path: string;
  readonly #root: string;
  /** Names that lead from the root to the folder. */
  readonly #names: readonly string[];

  constructor(folder: string) {
    this.path = resolve(folder);
    let root = this.path;
    const names: string[] = [];
    // A folder that is no link may be replaced by a new one, which is meant then.
    while (!isLink(root) && root !== dirname(root) && (names.length === 0 || !existsSync(root))) {
      names.unshift(basename(root));
      root = dirname(root);
    }
    try {
      const real = realpathSync(root);
      const fd = openSync(real, O_RDONLY | O_DIRECTORY);
      this.#root = existsSync('/proc/self/fd') ? `/proc/self/fd/${fd}` : real;
    } catch (cause) {
      const told = pathFault(cause) ?? `can't be used: ${(cause as Error).message}`;
      throw new CommandError(`The folder ${folder} ${told}`, { cause });
    }
    this.#names = names;
  }

  /** Opens the folder that names lead to below it, and makes what is missing. Follows no link. */
  async open(names: readonly string[]): Promise<HeldFolder> {
    const all = [...this.#names, ...names];
    let held: HeldFolder = { path: this.#root, close: async () => undefined };
    for (const [index, name] of all.entries()) {
      const shown = join(this.path, ...names.slice(0, Math.max(0, index + 1 - this.#names.length)));
      const next = await enter(held.path, name, shown).finally(() => held.close());
      held = next;
    }
    return held;
  }
}

async function enter(folder: string, name: string, shown: string): Promise<HeldFolder> {
  const path = join(folder, name);
  await mkdir(path).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault;
  });
  let handle: FileHandle;
  try {
    if (!(await lstat(path)).isDirectory()) throw new Error(`${shown} is there and is no folder`);
    handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ELOOP' && code !== 'ENOTDIR') throw cause;
    throw new Error(`${shown} is there and is no folder`, { cause });
  }
  const isHeld = folder.startsWith('/proc/self/fd/');
  return {
    path: isHeld ? `/proc/self/fd/${handle.fd}` : path,
    close: () => handle.close(),
  };
}

function isLink(path: string): boolean {
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
