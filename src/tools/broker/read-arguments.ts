import type { CallError } from '../../protocol/events/call.ts';
import { encodeJson, isLarger, parseJson } from '../../protocol/exact-json.ts';
import { cutUtf8, PREVIEW_BYTES } from '../../protocol/record-json.ts';
import type { RecordedValue } from '../../protocol/recorded-value.ts';
import type { RegisteredTool } from '../registry.ts';
import { fault, invalidArguments } from './call-faults.ts';
import type { CallRequest } from './call-request.ts';

/** The argument text of a request; a value that has none is told as a text of its own. */
export function argumentText(request: CallRequest): string {
  if (request.argsJson !== undefined) return String(request.argsJson);
  try {
    return encodeJson(request.args ?? {}, { name: 'args' });
  } catch (cause) {
    return JSON.stringify(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Reads the arguments, which must be an object within the limit `argumentBytes`. */
export function readArguments(
  entry: RegisteredTool,
  text: string,
  maxBytes: number,
): { args: Record<string, unknown> } | { error: CallError } {
  if (isLarger(text, maxBytes)) {
    const message =
      `${entry.signature.name}() was given more than ${maxBytes} bytes of arguments ` +
      '(limit argumentBytes); pass less, or put the data into a file';
    return { error: fault('arguments_too_large', 'LimitError', message) };
  }
  let args: unknown;
  try {
    args = parseJson(text);
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    return { error: invalidArguments(entry, `was given arguments that cannot be read: ${told}`) };
  }
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    return {
      error: invalidArguments(entry, `takes its arguments as an object, by name, not ${shown}`),
    };
  }
  return { args: args as Record<string, unknown> };
}

/** What the journal keeps of arguments, also of those that are not JSON. Never throws. */
export function recordArguments(
  text: string,
  record: (json: string) => RecordedValue,
): RecordedValue {
  try {
    return record(text);
  } catch {
    const bytes = new TextEncoder().encode(text).length;
    return { preview: cutUtf8(text, PREVIEW_BYTES), bytes };
  }
}
