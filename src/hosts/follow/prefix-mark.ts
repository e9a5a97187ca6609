import { createHash, type Hash } from 'node:crypto';

/** Resolves with the SHA-256 of a file's bytes from `start` up to `end`, in hexadecimal. */
export type DigestRange = (start: number, end: number) => Promise<string>;

/** Hexadecimal digits that a mark keeps of a SHA-256: 128 bits, so that no two files meet. */
const DIGITS = 32;

interface Stretch {
  end: number;
  digest: string;
}

/**
 * Remembers what the bytes of a file were up to a line end, so that they are known again: later, in
 * another file at the same path, or by another process. As text it is `end:digest` for each stretch
 * of bytes that one process read, from byte 0 on, joined by commas.
 */
export class PrefixMark {
  readonly #base: number;
  #stretches: Stretch[];
  #known: boolean;
  /** Of the bytes since the last stretch, up to the last line end. */
  #hash: Hash = createHash('sha256');
  /** The same with what was read behind it. */
  #ahead: Hash | undefined;

  constructor(offset: number, text: string | undefined) {
    this.#base = offset;
    this.#stretches = text === undefined ? [] : parseMark(text);
    this.#known = (this.#stretches.at(-1)?.end ?? 0) === offset;
    if (!this.#known) this.#stretches = [];
  }

  /** Adds what was read: the bytes up to the last line end, and those behind it. */
  add(complete: Uint8Array, rest: Uint8Array): void {
    if (complete.length > 0) {
      this.keepRest();
      this.#hash.update(complete);
    }
    if (rest.length === 0) return;
    this.#ahead ??= this.#hash.copy();
    this.#ahead.update(rest);
  }

  /** Lets the bytes behind the last line end count as a line. */
  keepRest(): void {
    this.#hash = this.#ahead ?? this.#hash;
    this.#ahead = undefined;
  }

  /** Forgets what was read behind the last line end. */
  rewind(): void {
    this.#ahead = undefined;
  }

  /** The mark for a line end at `offset`; undefined for byte 0, or when the beginning is unknown. */
  at(offset: number): string | undefined {
    if (!this.#known || offset === 0) return undefined;
    return this.#all(offset)
      .map(({ end, digest }) => `${end}:${digest}`)
      .join(',');
  }

  /** Whether a file begins with the bytes up to `offset`. Unknown bytes are taken as they are. */
  async matches(offset: number, digestRange: DigestRange): Promise<boolean> {
    if (!this.#known) {
      const digest = (await digestRange(0, this.#base)).slice(0, DIGITS);
      this.#stretches = [{ end: this.#base, digest }];
      this.#known = true;
    }
    let start = 0;
    for (const { end, digest } of this.#all(offset)) {
      if ((await digestRange(start, end)).slice(0, DIGITS) !== digest) return false;
      start = end;
    }
    return true;
  }

  #all(offset: number): Stretch[] {
    if (offset === this.#base) return this.#stretches;
    const digest = this.#hash.copy().digest('hex').slice(0, DIGITS);
    return [...this.#stretches, { end: offset, digest }];
  }
}

function parseMark(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  for (const part of text.split(',')) {
    const [, end, digest] = /^(\d{1,16}):([0-9a-f]{32})$/.exec(part) ?? [];
    if (end === undefined || digest === undefined) return [];
    if (Number(end) <= (stretches.at(-1)?.end ?? 0)) return [];
    stretches.push({ end: Number(end), digest });
  }
  return stretches;
}
