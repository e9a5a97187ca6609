import { randomBytes } from 'node:crypto';
import { SHELL_FILE_BYTES } from '../messages.ts';
import { fileError, fileStat, folderStat } from './file-content.ts';
import type { FsStat } from './library-types.ts';
import type { OutputSink } from './output-sink.ts';

/** Where the driver sends a run's output; see `live-output.ts`. */
export const OUTPUT_PATH: { stdout: string; stderr: string } = {
  // Not `/dev/stdout`: to the library that is whatever a command's output already goes to.
  stdout: '/dev/shell/stdout',
  stderr: '/dev/shell/stderr',
};

const STANDING = ['fd', 'full', 'null', 'random', 'stderr', 'stdout', 'urandom', 'zero'];
/** An endless device gives so much at a time: commands here read a file whole. */
export const ENDLESS_BYTES: number = 1024 * 1024;
const ENDLESS = ['full', 'random', 'urandom', 'zero'].map((name) => `/dev/${name}`);
const DEVICE_MODE = 0o666;

/**
 * What a shell finds below `/dev`. None of it is the interpreter's: `/dev/stdin` and `/dev/causeway` of
 * the session cannot be reached from here.
 */
export class DeviceFiles {
  /** What devices without an end give when they are read, while a command wants more of them. */
  endlessBytes: number = ENDLESS_BYTES;
  readonly #sink: OutputSink;
  /** Files of process substitutions, `<(command)` and `>(command)`, while their command runs. */
  readonly #substitutions = new Map<string, Uint8Array>();

  constructor(sink: OutputSink) {
    this.#sink = sink;
  }

  has(path: string): boolean {
    return path === '/dev' || path.startsWith('/dev/');
  }

  exists(path: string): boolean {
    const name = path.slice('/dev/'.length);
    return path === '/dev' || STANDING.includes(name) || this.#substitutions.has(path);
  }

  stat(path: string): FsStat {
    if (!this.exists(path)) throw fileError('ENOENT', path, 'stat');
    if (path === '/dev' || path === '/dev/fd') return folderStat();
    const content = this.#substitutions.get(path);
    if (content !== undefined) return fileStat(0o600, content.length, true);
    return fileStat(DEVICE_MODE, 0, false);
  }

  list(path: string): string[] {
    if (path === '/dev') return STANDING;
    if (path !== '/dev/fd') throw fileError(this.exists(path) ? 'ENOTDIR' : 'ENOENT', path, 'list');
    return [...this.#substitutions.keys()].map((one) => one.slice('/dev/fd/'.length));
  }

  read(path: string): Uint8Array {
    switch (path) {
      case '/dev/null':
        return new Uint8Array();
      case '/dev/zero':
      case '/dev/full':
        return new Uint8Array(this.endlessBytes);
      case '/dev/random':
      case '/dev/urandom':
        return randomBytes(this.endlessBytes);
    }
    const content = this.#substitutions.get(path);
    if (content === undefined)
      throw fileError(this.exists(path) ? 'EACCES' : 'ENOENT', path, 'read');
    return content;
  }

  async write(path: string, bytes: Uint8Array, append: boolean): Promise<void> {
    switch (path) {
      case OUTPUT_PATH.stdout:
      case '/dev/stdout':
        return this.#sink.write('stdout', bytes);
      case OUTPUT_PATH.stderr:
      case '/dev/stderr':
        return this.#sink.write('stderr', withoutAdvice(bytes));
      case '/dev/null':
      case '/dev/zero':
        return this.#sink.look();
      case '/dev/full':
        throw fileError('ENOSPC', path, 'write');
    }
    if (!/^\/dev\/fd\/\d+$/.test(path)) throw fileError('EACCES', path, 'open');
    const before = append ? (this.#substitutions.get(path) ?? new Uint8Array()) : new Uint8Array();
    if (before.length + bytes.length > SHELL_FILE_BYTES) throw fileError('EFBIG', path, 'write');
    this.#substitutions.set(path, Buffer.concat([before, bytes]));
  }

  remove(path: string): void {
    if (!this.#substitutions.delete(path)) throw fileError('EPERM', path, 'unlink');
  }

  /** Content of a process substitution; undefined for any other path. */
  substitution(path: string): Uint8Array | undefined {
    return this.#substitutions.get(path);
  }
}

export function isEndless(path: string): boolean {
  return ENDLESS.includes(path);
}

/** The library tells how it is set up, which nobody here can do. */
function withoutAdvice(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const told = text
    .replaceAll(/, increase executionLimits\.\w+/g, '')
    .replaceAll(/: command not available in browser environments\..*/g, ': command not found');
  return Buffer.from(told, 'latin1');
}
