/** Tells each kind of trouble once, however often it comes, and in the end how often it came. */
export class Notices {
  readonly #log: (line: string) => void;
  readonly #counts = new Map<string, number>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** `kind` is one clause; `detail` says more of this one. */
  tell(kind: string, detail: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count === 1) this.#log(`${kind}: ${detail}; the next of this kind are only counted`);
  }

  end(): void {
    for (const [kind, count] of this.#counts) {
      if (count > 1) this.#log(`${kind}: ${count.toLocaleString('en')} times`);
    }
  }
}
