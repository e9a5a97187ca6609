import { encodeJson } from './exact-json.ts';
import { readJson } from './read-json.ts';
import type { RecordedValue } from './recorded-value.ts';

/** Largest JSON text that stands in the journal whole, and length of a preview, in UTF-8 bytes. */
export const PREVIEW_BYTES = 4096;

export interface RecordOptions {
  /** Largest JSON text to keep whole, and longest preview, in UTF-8 bytes. Default 4096. */
  previewBytes?: number;
  /** Called for a value that is too large, with its JSON text; returns where that is kept. */
  store?: (json: string) => string | undefined;
}

/**
 * Turns a value's JSON text into what the journal keeps of it: the value itself when it is small,
 * else a preview cut at a code point, the size, and a reference when `store` gives one.
 *
 * A number that JavaScript would change (`1.0`, an integer beyond 2^53) makes the text the record:
 * the preview is then complete, and its size equals `bytes`.
 *
 * @throws SyntaxError when a small text is not JSON.
 */
export function recordJson(json: string, options: RecordOptions = {}): RecordedValue {
  const limit = options.previewBytes ?? PREVIEW_BYTES;
  // A UTF-16 unit takes at most three bytes, so that most values need no counting.
  const bytes = json.length * 3 <= limit ? undefined : utf8Bytes(json);
  if (bytes === undefined || bytes <= limit) {
    const value = readJson(json);
    return keepsNumbers(json) ? { value } : { preview: json, bytes: bytes ?? utf8Bytes(json) };
  }
  const ref = options.store?.(json);
  const preview = cutUtf8(json, limit);
  return ref === undefined ? { preview, bytes } : { preview, bytes, ref };
}

/**
 * The same for a value of JavaScript. `undefined` is recorded as null.
 *
 * @throws UnencodableValueError when JSON cannot carry the value, with the path to the fault.
 */
export function recordValue(value: unknown, options: RecordOptions = {}): RecordedValue {
  return recordJson(encodeJson(value ?? null, { name: 'value' }), options);
}

/** Longest beginning of a text that takes at most `limit` UTF-8 bytes and splits no character. */
export function cutUtf8(text: string, limit: number): string {
  // A byte buffer of the right size makes the encoder stop at the last whole character.
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  return text.slice(0, read);
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Whether every number of a JSON text comes out of `JSON.parse` as the same kind and value. */
function keepsNumbers(json: string): boolean {
  // Only a dot, an exponent, a minus zero or sixteen digits in a row can change a number.
  if (!/\d[.eE]|-0|\d{16}/.test(json)) return true;
  for (const [token] of json.matchAll(stringOrNumber)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    const whole = !/[.eE]/.test(token);
    if (whole ? !Number.isSafeInteger(value) || Object.is(value, -0) : changesFloat(value)) {
      return false;
    }
  }
  return true;
}

// Written back as `1` or `null`, a float would be read as a whole number or as nothing.
function changesFloat(value: number): boolean {
  return !Number.isFinite(value) || !/[.e]/.test(String(value));
}
