import { packJsonAndBytes } from '../common/frames.ts';
import { SandboxDied, type SandboxEnd } from './sandbox-end.ts';

export interface FileAnswer {
  names: string[];
  content: Uint8Array;
}

type FileOperation = 'write' | 'read' | 'list' | 'change';

interface Waiting {
  resolve(answer: FileAnswer): void;
  reject(error: Error): void;
  describe(reason: string): string;
}

/** A file of the session that could not be read, written or listed. */
export class SessionFileError extends Error {
  override readonly name = 'SessionFileError';
  readonly code = 'session_file';
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

  ask(
    op: FileOperation,
    path: string,
    content: Uint8Array = new Uint8Array(),
  ): Promise<FileAnswer> {
    if (this.#end !== null) return Promise.reject(new SandboxDied(this.#end));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const describe = (reason: string): string => `Cannot ${op} ${path} in the session: ${reason}`;
      this.#waiting.set(id, { resolve, reject, describe });
      this.#send(packJsonAndBytes({ id, op, path }, content));
    });
  }

  receive({ json, bytes }: { json: unknown; bytes: Uint8Array }): void {
    const { id, ok, names, reason } = json as {
      id: number;
      ok: boolean;
      names?: string[];
      reason?: string;
    };
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    // A plain Uint8Array of its own: the frame's memory is shared with what follows it.
    if (ok) waiting.resolve({ names: (names ?? []).map(String), content: Uint8Array.from(bytes) });
    else
      waiting.reject(
        new SessionFileError(waiting.describe(String(reason ?? 'no reason given').slice(0, 500))),
      );
  }

  fail(end: SandboxEnd): void {
    this.#end = end;
    for (const { reject } of this.#waiting.values()) reject(new SandboxDied(end));
    this.#waiting.clear();
  }
}
