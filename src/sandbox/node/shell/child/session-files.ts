import { posix } from 'node:path';
import type { IFileSystem } from 'just-bash';
import type { FileFacts, FileKind, FileOperation } from '../../../common/file-operations.ts';
import { LONGEST_PATH, SHELL_FILE_BYTES } from '../messages.ts';
import type { CommandFiles } from './command-files.ts';
import type { DeviceFiles } from './device-files.ts';
import { type Encoding, fileError, toBytes, toText } from './file-content.ts';
import { HostError, type HostLink, type HostReply } from './host-link.ts';
import type { ByteString, Dirent, FileContent, FsStat } from './library-types.ts';
import type { OutputSink } from './output-sink.ts';

/** Where packages have their programs. */
const PROGRAMS = '/bin';

interface Parts {
  link: HostLink;
  sink: OutputSink;
  devices: DeviceFiles;
  commands: CommandFiles;
}

/** The session's files as the shell library wants them: every use is a request to the host. */
export class SessionFiles implements IFileSystem {
  readonly #parts: Parts;
  /** Called when the shell looks at a program of a package, before it could start it. */
  onProgram: (path: string) => void = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async readFile(path: string, options?: Encoding): Promise<string> {
    return toText(await this.readFileBuffer(path), options);
  }

  async readFileBytes(path: string): Promise<ByteString> {
    return toText(await this.readFileBuffer(path), 'latin1') as unknown as ByteString;
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    const own = this.#own(path);
    if (own !== undefined) return own.read(path);
    return (await this.#send({ op: 'read', path, mostBytes: SHELL_FILE_BYTES })).bytes;
  }

  async writeFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    await this.#put('write', path, toBytes(content, options));
  }

  async appendFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    await this.#put('append', path, toBytes(content, options));
  }

  async exists(path: string): Promise<boolean> {
    const own = this.#own(path);
    if (own !== undefined) {
      await this.#parts.sink.look();
      return own.exists(path);
    }
    return this.#isThere(path);
  }

  async stat(path: string): Promise<FsStat> {
    const own = this.#own(path);
    if (own !== undefined) return own.stat(path);
    const status = statusOf(path, await this.#ask({ op: 'stat', path }));
    if (status.isFile && posix.dirname(path) === PROGRAMS) this.onProgram(path);
    return status;
  }

  async lstat(path: string): Promise<FsStat> {
    const own = this.#own(path);
    if (own !== undefined) return own.stat(path);
    return statusOf(path, await this.#ask({ op: 'lstat', path }));
  }

  async readdir(path: string): Promise<string[]> {
    return (await this.readdirWithFileTypes(path)).map(({ name }) => name);
  }

  async readdirWithFileTypes(path: string): Promise<Dirent[]> {
    const own = this.#own(path);
    if (own !== undefined) {
      const shown = own
        .list(path)
        .map((name) => direntOf(name, kindOf(own.stat(posix.join(path, name)))));
      if (path !== PROGRAMS || !(await this.#isThere(path))) return shown;
      const hidden = new Set(shown.map(({ name }) => name));
      const { entries = [] } = await this.#ask({ op: 'list', path });
      const programs = entries.filter(({ name }) => !hidden.has(name));
      return [...shown, ...programs.map(({ name, kind }) => direntOf(name, kind))];
    }
    const { entries = [] } = await this.#ask({ op: 'list', path });
    const found = entries.map(({ name, kind }) => direntOf(name, kind));
    if (path !== '/') return found;
    const missing = ['bin', 'usr'].filter((name) => !entries.some((one) => one.name === name));
    return [...found, ...missing.map((name) => direntOf(name, 'directory'))];
  }

  async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    this.#refuseOwn(path, 'mkdir');
    await this.#ask({ op: 'mkdir', path, parents: options?.recursive === true });
  }

  async rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void> {
    const { devices } = this.#parts;
    if (devices.substitution(path) !== undefined) return devices.remove(path);
    try {
      this.#refuseOwn(path, 'rm');
      await this.#ask({ op: 'remove', path, recursive: options?.recursive === true });
    } catch (error) {
      if (options?.force !== true || (error as { code?: string }).code !== 'ENOENT') throw error;
    }
  }

  async cp(path: string, to: string, options?: { recursive?: boolean }): Promise<void> {
    if (this.#own(path) !== undefined || this.#own(to) !== undefined) {
      await this.writeFile(to, await this.readFileBuffer(path));
      return;
    }
    await this.#ask({ op: 'copy', path, to, recursive: options?.recursive === true });
  }

  async mv(path: string, to: string): Promise<void> {
    for (const one of [path, to]) this.#refuseOwn(one, 'rename');
    await this.#ask({ op: 'rename', path, to });
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.#refuseOwn(path, 'chmod');
    await this.#ask({ op: 'chmod', path, mode });
  }

  async symlink(target: string, path: string): Promise<void> {
    this.#refuseOwn(path, 'symlink');
    await this.#ask({ op: 'symlink', path, to: target });
  }

  async link(_existing: string, path: string): Promise<void> {
    // The session's files have one name each.
    throw fileError('EPERM', path, 'link');
  }

  async readlink(path: string): Promise<string> {
    if (this.#own(path) !== undefined) throw fileError('EINVAL', path, 'readlink');
    return (await this.#ask({ op: 'readlink', path })).text ?? '';
  }

  async realpath(path: string): Promise<string> {
    const own = this.#own(path);
    if (own === undefined) return (await this.#ask({ op: 'realpath', path })).text ?? path;
    if (!own.exists(path)) throw fileError('ENOENT', path, 'realpath');
    return path;
  }

  async utimes(path: string, accessed: Date, modified: Date): Promise<void> {
    this.#refuseOwn(path, 'utimes');
    const [accessedMs, modifiedMs] = [Math.trunc(+accessed), Math.trunc(+modified)];
    await this.#ask({ op: 'utimes', path, accessedMs, modifiedMs });
  }

  resolvePath(base: string, path: string): string {
    const joined = path.startsWith('/') ? path : `${base}/${path}`;
    const normal = posix.normalize(joined === '' ? '/' : joined);
    return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
  }

  /** The library asks for them to be fast; here that would be slow. */
  getAllPaths(): string[] {
    return [];
  }

  async #isThere(path: string): Promise<boolean> {
    try {
      await this.#ask({ op: 'stat', path });
      return true;
    } catch {
      return false;
    }
  }

  async #put(op: 'write' | 'append', path: string, bytes: Uint8Array): Promise<void> {
    const { devices } = this.#parts;
    if (devices.has(path)) return devices.write(path, bytes, op === 'append');
    this.#refuseOwn(path, 'open');
    if (bytes.length > SHELL_FILE_BYTES) throw fileError('EFBIG', path, 'write');
    await this.#send({ op, path }, bytes);
  }

  /** Who has a path that is no file of the session. */
  #own(path: string): DeviceFiles | CommandFiles | undefined {
    const { devices, commands } = this.#parts;
    if (devices.has(path)) return devices;
    return commands.has(path) ? commands : undefined;
  }

  #refuseOwn(path: string, operation: string): void {
    if (this.#own(path) !== undefined) throw fileError('EROFS', path, operation);
  }

  async #ask(operation: FileOperation): Promise<FileFacts> {
    return (await this.#send(operation)).facts;
  }

  async #send(operation: FileOperation, bytes?: Uint8Array): Promise<HostReply> {
    refuseUnfit(operation);
    try {
      return await this.#parts.link.ask({ kind: 'file', operation }, bytes);
    } catch (error) {
      const code = error instanceof HostError ? error.code : 'EIO';
      throw fileError(code, operation.path, operation.op);
    }
  }
}

/** What the host would take for tampering, since no command in order asks for it. */
function refuseUnfit(operation: FileOperation): void {
  const { op, path, to = '/' } = operation as FileOperation & { to?: string };
  const numbers = Object.values(operation).filter((value) => typeof value === 'number');
  if (!path.startsWith('/') || path.includes('\0')) throw fileError('ENOENT', path, op);
  if (Math.max(path.length, to.length) > LONGEST_PATH) throw fileError('ENAMETOOLONG', path, op);
  if (!numbers.every(Number.isSafeInteger)) throw fileError('EINVAL', path, op);
}

function statusOf(path: string, { status }: FileFacts): FsStat {
  if (status === undefined) throw fileError('EIO', path, 'stat');
  const { kind, mode, size, modifiedMs, inode } = status;
  return {
    isFile: kind === 'file',
    isDirectory: kind === 'directory',
    isSymbolicLink: kind === 'symlink',
    // Without the type, which the library has apart.
    mode: mode & 0o7777,
    size,
    mtime: new Date(modifiedMs),
    dev: 1,
    ino: inode,
  };
}

function direntOf(name: string, kind: FileKind): Dirent {
  return {
    name,
    isFile: kind === 'file',
    isDirectory: kind === 'directory',
    isSymbolicLink: kind === 'symlink',
  };
}

function kindOf({ isFile, isDirectory }: FsStat): FileKind {
  return isFile ? 'file' : isDirectory ? 'directory' : 'other';
}
