/**
 * Bounds the bytes of files that are read at once. The one whose turn it is may always go on, so
 * that nobody waits for ever: at most the cap beside the size of one file is held.
 */
export class CaptureMemory {
  readonly #cap: number;
  #held = 0;
  readonly #waiting: (() => void)[] = [];

  /** Takes the cap in bytes. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** Takes room for a piece when there is some, or once `first` has resolved. */
  async take(bytes: number, first: Promise<unknown>): Promise<void> {
    let isFirst = false;
    void first.then(() => {
      isFirst = true;
      this.#wake();
    });
    while (!isFirst && this.#held + bytes > this.#cap) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#held += bytes;
  }

  release(bytes: number): void {
    this.#held -= bytes;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
