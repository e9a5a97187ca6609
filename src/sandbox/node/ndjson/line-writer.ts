/** The part of a Writable that lines need. */
export interface LineSink {
  readonly writableLength: number;
  readonly destroyed: boolean;
  write(text: string, written?: () => void): unknown;
  cork(): void;
  uncork(): void;
  on(event: 'drain' | 'error' | 'close', listener: () => void): unknown;
}

/** What may wait for a reader before nothing more is begun, in bytes. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** Writes lines, and tells when whoever reads them falls behind. */
export class LineWriter {
  readonly #sink: LineSink;
  #waiting: (() => void)[] = [];
  #patient = true;
  #corked = false;

  /** `gone` is called when nobody reads any more. */
  constructor(sink: LineSink, gone: () => void) {
    this.#sink = sink;
    sink.on('drain', () => this.#wake());
    for (const event of ['error', 'close'] as const) {
      sink.on(event, () => {
        this.hurry();
        gone();
      });
    }
  }

  /** `line` holds no line end. */
  write(line: string): void {
    if (this.#sink.destroyed) return;
    if (!this.#corked) {
      // Lines of one turn leave together: calls come in batches.
      this.#corked = true;
      this.#sink.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#sink.uncork();
      });
    }
    this.#sink.write(`${line}\n`);
  }

  /** Resolves when the reader has caught up: at once, mostly. */
  async room(): Promise<void> {
    while (this.#patient && this.#sink.writableLength > MOST_WAITING_BYTES) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** From here on nothing waits for the reader. */
  hurry(): void {
    this.#patient = false;
    this.#wake();
  }

  /** Resolves when everything has left this process, or its reader is gone. */
  async flushed(): Promise<void> {
    if (this.#sink.destroyed) return;
    await new Promise<void>((resolve) => {
      for (const event of ['error', 'close'] as const) this.#sink.on(event, resolve);
      this.#sink.write('', resolve);
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
