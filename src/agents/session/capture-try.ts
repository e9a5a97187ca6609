import type { Capture, CaptureRequest } from '../../hosts/files.ts';
import type { Host } from '../../hosts/host.ts';
import type { CaptureMemory } from './capture-memory.ts';

/** One reading of one announced file. */
export class CaptureTry {
  readonly #memory: CaptureMemory;
  readonly #pieces: Uint8Array[] = [];
  readonly #first: Promise<unknown>;
  #held = 0;

  /** `before` settles when all files that were opened earlier are recorded. */
  constructor(memory: CaptureMemory, before: Promise<unknown>) {
    this.#memory = memory;
    this.#first = before;
  }

  /** Opens the file before it returns control, and reads it as far as there is room. */
  run(
    host: Host,
    request: Omit<CaptureRequest, 'write' | 'signal'> & { signal: AbortSignal },
  ): Promise<Capture> {
    const { signal } = request;
    const capture = signal.aborted
      ? Promise.reject(signal.reason)
      : untilAbort(host.capture({ ...request, write: (piece) => this.#write(piece) }), signal);
    // Looked at when its turn comes, which may be later.
    capture.catch(() => undefined);
    return capture;
  }

  /** What was read, whole. */
  bytes(): Uint8Array {
    return this.#pieces.length === 1 && this.#pieces[0] !== undefined
      ? this.#pieces[0]
      : Buffer.concat(this.#pieces, this.#held);
  }

  /** Gives back its room. */
  release(): void {
    this.#pieces.length = 0;
    this.#memory.release(this.#held);
    this.#held = 0;
  }

  async #write(piece: Uint8Array): Promise<void> {
    await this.#memory.take(piece.length, this.#first);
    this.#held += piece.length;
    // The reader uses its buffer again.
    this.#pieces.push(Uint8Array.from(piece));
  }
}

/** Rejects on abort, also when a machine out of reach answers nothing. */
function untilAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
