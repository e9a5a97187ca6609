import { CausewayError } from '../../../protocol/error-codes.ts';
import { parseJson } from '../../../protocol/exact-json.ts';

/** What a line holds. `fault` says in one clause why it is no message. */
export type LineContent =
  | { kind: 'blank' }
  | { kind: 'object'; message: Record<string, unknown> }
  /** `readable`: the object, where the text is JSON that cannot be carried exactly. */
  | { kind: 'fault'; fault: string; readable: Record<string, unknown> | null };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads one line. Whatever it holds, this returns. */
export function readLine(line: Uint8Array): LineContent {
  let text: string;
  try {
    text = decoder.decode(line);
  } catch {
    return { kind: 'fault', fault: 'it is not UTF-8', readable: null };
  }
  if (text.trim() === '') return { kind: 'blank' };
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    const fault = error instanceof CausewayError ? lowerFirst(error.message) : String(error);
    return { kind: 'fault', fault, readable: text.startsWith('{') ? readLoosely(text) : null };
  }
  return isObject(value)
    ? { kind: 'object', message: value }
    : { kind: 'fault', fault: 'it is no JSON object', readable: null };
}

/** JSON with too deep a value or too large a number in it can still tell what it is about. */
function readLoosely(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
