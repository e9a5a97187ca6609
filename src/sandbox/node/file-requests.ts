import {
  FILE_ERROR_CODES,
  type FileEntry,
  type FileErrorCode,
  type FileFacts,
  type FileKind,
  type FileOperation,
  type FileStatus,
} from '../common/file-operations.ts';
import { packJsonAndBytes } from '../common/frames.ts';
import { SandboxDied, type SandboxEnd } from './sandbox-end.ts';

export interface FileAnswer extends FileFacts {
  content: Uint8Array;
}

interface Waiting {
  resolve(answer: FileAnswer): void;
  reject(error: Error): void;
  describe(reason: string): string;
}

/** A file of the session that could not be read, written or listed. */
export class SessionFileError extends Error {
  override readonly name = 'SessionFileError';
  readonly code = 'session_file';
  /** The system's name of what went wrong, for instance `ENOENT`. */
  readonly systemCode: FileErrorCode;

  constructor(message: string, systemCode: FileErrorCode) {
    super(message);
    this.systemCode = systemCode;
  }
}

/** Questions to the sandbox process about its files, and the answers to them. */
export class FileRequests {
  readonly #send: (payload: Uint8Array) => void;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #end: SandboxEnd | null = null;

  constructor(send: (payload: Uint8Array) => void) {
    this.#send = send;
  }

  /**
   * `guarded`: asked for by a program, which may not change the interpreter's own folders. Rejects
   * with SessionFileError, or SandboxDied when the process is gone.
   */
  ask(
    operation: FileOperation,
    content: Uint8Array = new Uint8Array(),
    guarded = false,
  ): Promise<FileAnswer> {
    if (this.#end !== null) return Promise.reject(new SandboxDied(this.#end));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const { op, path } = operation;
      const describe = (reason: string): string => `Cannot ${op} ${path} in the session: ${reason}`;
      this.#waiting.set(id, { resolve, reject, describe });
      this.#send(packJsonAndBytes({ ...operation, id, guarded }, content));
    });
  }

  receive({ json, bytes }: { json: unknown; bytes: Uint8Array }): void {
    const { id, ok, code, reason, ...facts } = Object(json) as Record<string, unknown>;
    const waiting = this.#waiting.get(Number(id));
    if (waiting === undefined) return;
    const answer = ok === true ? readFacts(facts) : undefined;
    this.#waiting.delete(Number(id));
    if (answer !== undefined) {
      // A plain Uint8Array of its own: the frame's memory is shared with what follows it.
      waiting.resolve({ ...answer, content: Uint8Array.from(bytes) });
      return;
    }
    const told = waiting.describe(String(reason ?? 'no reason given').slice(0, 500));
    const known = FILE_ERROR_CODES.find((one) => one === code) ?? 'EIO';
    waiting.reject(new SessionFileError(told, known));
  }

  fail(end: SandboxEnd): void {
    this.#end = end;
    for (const { reject } of this.#waiting.values()) reject(new SandboxDied(end));
    this.#waiting.clear();
  }
}

const KINDS: readonly unknown[] = ['file', 'directory', 'symlink', 'other'];

/** Reads what the process told; throws a TypeError on what ours never tells. */
function readFacts({ entries, status, text }: Record<string, unknown>): FileFacts {
  return {
    ...(entries !== undefined && { entries: list(entries).map(readEntry) }),
    ...(status !== undefined && { status: readStatus(Object(status)) }),
    ...(text !== undefined && { text: String(text) }),
  };
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('a list of files is not an array');
}

function readEntry(entry: unknown): FileEntry {
  const { name, kind } = Object(entry) as Record<string, unknown>;
  return { name: String(name), kind: readKind(kind) };
}

function readStatus(status: Record<string, unknown>): FileStatus {
  const { kind, mode, size, modifiedMs, inode } = status;
  return {
    kind: readKind(kind),
    mode: Number(mode),
    size: Number(size),
    modifiedMs: Number(modifiedMs),
    inode: Number(inode),
  };
}

function readKind(kind: unknown): FileKind {
  if (KINDS.includes(kind)) return kind as FileKind;
  throw new TypeError('a file is of no known kind');
}
