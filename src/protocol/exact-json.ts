import { CausewayError } from './error-codes.ts';
import { endOfString } from './json-text.ts';
import { readJson } from './read-json.ts';
import {
  findUnencodable,
  fitsInteger,
  isPlainObject,
  MAX_DEPTH,
  MAX_INTEGER_DIGITS,
  UnencodableValueError,
} from './unencodable-value.ts';

export { UnencodableValueError };

/** Longest text that can be made: V8 holds no longer string. */
const MAX_TEXT = 2 ** 29 - 25;

// A number that starts with sixteen digits may be beyond 2^53; one with an exponent of three digits
// may be infinite. Digits after a dot are not looked at: Python writes seventeen of them.
const needsCare = /(?:^|[[:,\s-])\d{16}|\d[eE]\+?\d{3}/;

/**
 * Reads a JSON text. Integers beyond 2^53 become BigInt; everything else is as `JSON.parse` has it.
 *
 * @throws CausewayError `invalid_json` when the text is not JSON, is nested deeper than 512 levels,
 * or holds a number that is too large for a float or an integer of more than 4,300 digits.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) {
    throw new CausewayError('invalid_json', `The JSON is nested deeper than ${MAX_DEPTH} levels`);
  }
  try {
    return readJson(text, needsCare.test(text) ? exactNumber : undefined);
  } catch (cause) {
    if (cause instanceof CausewayError) throw cause;
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new CausewayError('invalid_json', `The text is not JSON: ${told}`, { cause });
  }
}

function exactNumber(source: string, value: number): unknown {
  if (Number.isSafeInteger(value)) return value;
  if (/^-?\d+$/.test(source)) {
    if (source.replace('-', '').length > MAX_INTEGER_DIGITS) {
      const told = `The JSON holds an integer of more than ${MAX_INTEGER_DIGITS} digits`;
      throw new CausewayError('invalid_json', `${told}; send it as a string`);
    }
    return BigInt(source);
  }
  if (Number.isFinite(value)) return value;
  const shown = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  throw new CausewayError('invalid_json', `The number ${shown} is too large; send it as a string`);
}

/** Whether brackets outside of strings nest too deeply; a text without balance does not matter. */
function isTooDeep(text: string): boolean {
  // Each level takes an opening and a closing bracket.
  if (text.length <= MAX_DEPTH * 2) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      at = endOfString(text, at);
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

export interface EncodeOptions {
  /** What the value is called in the path of an error, for instance `result`. */
  name: string;
  /** Largest JSON text to make, in UTF-8 bytes. Default: what a string can hold. */
  maxBytes?: number;
}

/**
 * Writes a value as JSON text, or refuses it. Taken are null, booleans, finite numbers, BigInt (as
 * an integer), strings, plain objects and arrays without holes, to a depth of 512. `-0` and whole
 * numbers beyond 2^53 are written as floats (`-0.0`), which is what they are. A toJSON is not called; symbol keys and
 * properties that are not enumerable are not data.
 *
 * @throws UnencodableValueError for any other value, with its path.
 * @throws CausewayError `value_too_large` when the text would be larger than `maxBytes`.
 */
export function encodeJson(value: unknown, options: EncodeOptions): string {
  const maxBytes = options.maxBytes ?? MAX_TEXT;
  const survey = new Survey(Math.min(maxBytes, MAX_TEXT));
  let text: string;
  try {
    if (!survey.takes(value, 0)) {
      if (survey.least > survey.most) throw tooLarge(options.name, maxBytes);
      throw findUnencodable(value, options.name) ?? new Error('it changed while it was read');
    }
    text = survey.needsOwnWriter ? writeJson(value) : JSON.stringify(value);
  } catch (cause) {
    if (cause instanceof CausewayError) throw cause;
    throw new UnencodableValueError(options.name, `could not be read: ${told(cause)}`, { cause });
  }
  if (isLarger(text, maxBytes)) throw tooLarge(options.name, maxBytes);
  return text;
}

function tooLarge(name: string, maxBytes: number): CausewayError {
  return new CausewayError('value_too_large', `${name} is larger than ${maxBytes} bytes of JSON`);
}

function told(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'it threw something that is not an Error';
}

/** Whether a text takes more than so many UTF-8 bytes. */
export function isLarger(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes one to three bytes.
  if (text.length > maxBytes) return true;
  if (text.length * 3 <= maxBytes) return false;
  return new TextEncoder().encode(text).length > maxBytes;
}

/** One walk over a value: whether JSON can carry all of it, and whether the native writer will do. */
class Survey {
  needsOwnWriter = false;
  /** Size the text has at least. Also ends the walk over an object that repeats itself. */
  least = 0;
  readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  takes(value: unknown, depth: number): boolean {
    this.least += 1;
    switch (typeof value) {
      case 'string':
        this.least += value.length + 1;
        return this.least <= this.most;
      case 'boolean':
        return true;
      case 'number':
        if (
          value > Number.MAX_SAFE_INTEGER ||
          value < Number.MIN_SAFE_INTEGER ||
          isMinusZero(value)
        ) {
          this.needsOwnWriter = true;
        }
        return Number.isFinite(value);
      case 'bigint':
        this.needsOwnWriter = true;
        return fitsInteger(value);
      case 'object':
        return value === null || this.takesObject(value, depth);
      default:
        return false;
    }
  }

  takesObject(value: object, depth: number): boolean {
    if (depth >= MAX_DEPTH || this.least > this.most) return false;
    // JSON.stringify would call it, even one that somebody gave to Object.prototype.
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') this.needsOwnWriter = true;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        if (!this.takes(value[index], depth + 1)) return false;
        this.least += 1;
      }
      return true;
    }
    if (!isPlainObject(value)) return false;
    for (const key of Object.keys(value)) {
      this.least += key.length + 3;
      if (!this.takes((value as Record<string, unknown>)[key], depth + 1)) return false;
    }
    return true;
  }
}

function isMinusZero(value: number): boolean {
  return value === 0 && Object.is(value, -0);
}

/** Writes a value that the survey has taken, with what JSON.stringify has no form for. */
function writeJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  const members = Object.keys(value).map(
    (key) => `${JSON.stringify(key)}:${writeJson((value as Record<string, unknown>)[key])}`,
  );
  return `{${members.join(',')}}`;
}

function writeNumber(value: number): string {
  if (isMinusZero(value)) return '-0.0';
  const text = String(value);
  // Its digits are those of the nearest float; read as an integer they would be another number.
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text)
    ? `${text}.0`
    : text;
}
