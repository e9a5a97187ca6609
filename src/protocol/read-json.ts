import { endOfString } from './json-text.ts';

/** What a number becomes, by its text and by what JavaScript makes of that. */
export type NumberReader = (source: string, value: number) => unknown;

/**
 * `JSON.parse`, but for a fault of V8 13 and 14: after any text with a key that has a backslash in
 * it, `JSON.parse` may take another key's escape for that backslash, so that `{"\n":1}` comes out as
 * `{"\\":1}` (nodejs/node#63785). Objects with escapes in their keys are therefore read again.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function readJson(text: string, readNumber?: NumberReader): unknown {
  const native: unknown = JSON.parse(text, readNumber && (reviveWith(readNumber) as Reviver));
  return hasEscapedKey(text) ? new Reading(text, readNumber).value() : native;
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

function reviveWith(readNumber: NumberReader) {
  // A browser without source access gives no context: the number is then what JavaScript has.
  return (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined
      ? readNumber(context.source, value)
      : value;
}

/** Whether a key of an object is written with a backslash. The text has to be JSON. */
function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    // A backslash is always inside a string.
    at = endOfString(text, at - 1) + 1;
    if (text.charCodeAt(skipSpace(text, at)) === 0x3a) return true;
  }
  return false;
}

/** An array or object whose end has not been reached, with the key of the member that comes next. */
interface Open {
  value: unknown[] | Record<string, unknown>;
  key: string;
}

/**
 * Reads a text that is known to be JSON, of any depth; strings one by one, which V8 reads right.
 * Keys keep the place of their first mention, and the value of their last.
 */
class Reading {
  readonly #text: string;
  readonly #readNumber: NumberReader;
  readonly #open: Open[] = [];
  #at = 0;

  constructor(text: string, readNumber: NumberReader = (_source, value) => value) {
    this.#text = text;
    this.#readNumber = readNumber;
  }

  value(): unknown {
    for (;;) {
      let value = this.#begin();
      if (value === undefined) continue;
      for (let open = this.#open.at(-1); open; open = this.#open.at(-1)) {
        put(open, value);
        if (this.#step() === ',') {
          this.#key(open);
          break;
        }
        value = open.value;
        this.#open.pop();
      }
      if (this.#open.length === 0) return value;
    }
  }

  /** Reads a value, or opens one that has others in it and gives undefined. */
  #begin(): unknown {
    this.#skipSpace();
    const first = this.#text.charAt(this.#at);
    if (first === '"') return this.#string();
    if (first !== '{' && first !== '[') return this.#word();
    this.#step();
    this.#skipSpace();
    const value = first === '{' ? {} : [];
    const closing = first === '{' ? '}' : ']';
    if (this.#text.charAt(this.#at) === closing) {
      this.#step();
      return value;
    }
    const open: Open = { value, key: '' };
    this.#open.push(open);
    this.#key(open);
    return undefined;
  }

  /** Reads the key of the next member, and its colon, where the open value is an object. */
  #key(open: Open): void {
    if (Array.isArray(open.value)) return;
    this.#skipSpace();
    open.key = this.#string();
    this.#step();
  }

  #string(): string {
    const begin = this.#at;
    this.#at = endOfString(this.#text, begin) + 1;
    return JSON.parse(this.#text.slice(begin, this.#at)) as string;
  }

  #word(): unknown {
    const begin = this.#at;
    while (!isWordEnd(this.#text.charCodeAt(this.#at))) this.#at += 1;
    const source = this.#text.slice(begin, this.#at);
    const value: unknown = JSON.parse(source);
    return typeof value === 'number' ? this.#readNumber(source, value) : value;
  }

  /** The next character that is no white space, stepped over. */
  #step(): string {
    this.#skipSpace();
    const step = this.#text.charAt(this.#at);
    this.#at += 1;
    return step;
  }

  #skipSpace(): void {
    this.#at = skipSpace(this.#text, this.#at);
  }
}

function put({ value: container, key }: Open, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  else if (key !== '__proto__') container[key] = value;
  // Assigning would set the prototype.
  else Object.defineProperty(container, key, { ...own, value });
}

const own = { enumerable: true, configurable: true, writable: true };

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function isWordEnd(unit: number): boolean {
  return Number.isNaN(unit) || isSpace(unit) || unit === 0x2c || unit === 0x5d || unit === 0x7d;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}
