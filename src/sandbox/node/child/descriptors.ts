import type { EmscriptenFs, FsStream } from './emscripten.ts';

/**
 * Gives a run that is to look like a process of its own the descriptors of one: when it has ended,
 * what it opened is closed, and what it closed or replaced is as before.
 */
export class Descriptors {
  readonly #fs: EmscriptenFs;
  #before: Map<number, FsStream> | null = null;

  constructor(fs: EmscriptenFs) {
    this.#fs = fs;
  }

  /** Remembers what is open. */
  save(): void {
    this.#before = this.#open();
  }

  /** Puts back what was remembered, if anything was. */
  restore(): void {
    const before = this.#before;
    if (before === null) return;
    this.#before = null;
    const { streams } = this.#fs;
    for (const [fd, stream] of this.#open()) {
      if (before.get(fd) !== stream) this.#fs.close(stream);
    }
    for (const [fd, stream] of before) {
      stream.fd = fd;
      streams[fd] = stream;
    }
  }

  #open(): Map<number, FsStream> {
    const open = new Map<number, FsStream>();
    // Not a loop over indexes: a program can duplicate a descriptor to a number in the billions.
    this.#fs.streams.forEach((stream, fd) => {
      if (stream) open.set(fd, stream);
    });
    return open;
  }
}
