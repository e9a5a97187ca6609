import { clip } from './harmless.ts';

/** A number with the digits it was written with. */
export class WrittenNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** A string, list or object of which only the beginning is known. */
export class CutValue {
  readonly known: string | readonly unknown[] | ReadonlyMap<string, unknown>;

  constructor(known: CutValue['known']) {
    this.known = known;
  }
}

/** Stands where a value began that nothing is known of. */
export const unknownValue: unique symbol = Symbol('unknown value');

// A line shows some hundred characters; a preview may be of any length.
const MAX_LENGTH = 4096;

// Nesting that no argument needs, and that would take the reader's stack.
const MAX_DEPTH = 100;

/**
 * Reads JSON text that may stop anywhere, as far as it goes. An object becomes a `Map`, so that its
 * keys keep their order. What the end cuts is a `CutValue`, or
 * `unknownValue` where nothing of it is certain, as of a number whose last digits may be missing.
 * Undefined when the text is not the beginning of JSON.
 */
export function readPreview(preview: string): unknown {
  const reader = new PreviewReader(clip(preview, MAX_LENGTH));
  try {
    return reader.readAll();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const whitespace = /[ \t\r\n]*/y;
const string = /"(?:[^"\\]|\\.)*"/sy;
const plain = /[^\s,:[\]{}"]+/y;
const cutEscape = /(?<!\\)(?:\\\\)*(\\(?:u[\da-fA-F]{0,3})?)$/;

class PreviewReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): unknown {
    const value = this.#value(0);
    if (this.#next() !== '') throw new SyntaxError('text after the value');
    return value;
  }

  #value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new SyntaxError('nested too deeply');
    switch (this.#next()) {
      case '':
        return unknownValue;
      case '"':
        return this.#string();
      case '[':
        return this.#list(depth);
      case '{':
        return this.#object(depth);
      default:
        return this.#plain();
    }
  }

  #list(depth: number): unknown {
    const items: unknown[] = [];
    this.#at += 1;
    if (this.#takes(']')) return items;
    for (;;) {
      const item = this.#value(depth + 1);
      if (item !== unknownValue) items.push(item);
      if (this.#next() === '') return new CutValue(items);
      if (this.#takes(']')) return items;
      this.#needs(',');
    }
  }

  #object(depth: number): unknown {
    const entries = new Map<string, unknown>();
    this.#at += 1;
    if (this.#takes('}')) return entries;
    for (;;) {
      const key = this.#next() === '"' ? this.#string() : undefined;
      if (this.#next() === '') return new CutValue(entries);
      if (typeof key !== 'string') throw new SyntaxError('a key is missing');
      this.#needs(':');
      entries.set(key, this.#value(depth + 1));
      if (this.#next() === '') return new CutValue(entries);
      if (this.#takes('}')) return entries;
      this.#needs(',');
    }
  }

  #string(): string | CutValue {
    const whole = this.#match(string);
    if (whole !== '') return JSON.parse(whole) as string;
    const known = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    const cut = cutEscape.exec(known)?.[1]?.length ?? 0;
    return new CutValue(JSON.parse(`${known.slice(0, known.length - cut)}"`) as string);
  }

  #plain(): unknown {
    const word = this.#match(plain);
    // The rest of the word, `12` of `123`, may be what was cut.
    if (this.#at === this.#text.length && this.#at > word.length) return unknownValue;
    const value = JSON.parse(word) as unknown;
    return typeof value === 'number' ? new WrittenNumber(word) : value;
  }

  /** The character that comes next; empty at the end. */
  #next(): string {
    this.#match(whitespace);
    return this.#text.charAt(this.#at);
  }

  #takes(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at += 1;
    return true;
  }

  #needs(character: string): void {
    if (!this.#takes(character)) throw new SyntaxError(`${character} is missing`);
  }

  #match(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}
