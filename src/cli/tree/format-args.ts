import { isInline, type RecordedValue } from '../../protocol/recorded-value.ts';
import { clip, harmless } from './harmless.ts';
import { formatBytes } from './quantities.ts';

// What a person takes in at a glance; the line is cut to its width afterwards.
const MAX_STRING = 60;
const MAX_ITEMS = 6;
const MAX_DEPTH = 2;

/** A number with the digits it was written with. */
class WrittenNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Arguments the way they are written in a call: `path='a.csv', limit=10`. Bounded, harmless. */
export function formatArgs(args: RecordedValue, ellipsis: string): string {
  const value = wholeValue(args);
  if (value === undefined) return formatPreview(args, ellipsis);
  if (!isPlain(value)) return formatAny(value, 0, ellipsis);
  return formatEntries(value, 0, '=', ellipsis);
}

/** A value on one line, in the notation of JSON but with single quotes. Bounded, harmless. */
export function formatValue(recorded: RecordedValue, ellipsis: string): string {
  const value = wholeValue(recorded);
  return value === undefined ? formatPreview(recorded, ellipsis) : formatAny(value, 0, ellipsis);
}

/** The recorded value, when the whole of it is at hand. */
function wholeValue(recorded: RecordedValue): unknown {
  if (isInline(recorded)) return recorded.value ?? null;
  if (new TextEncoder().encode(recorded.preview).length < recorded.bytes) return undefined;
  try {
    // The text is the record because JavaScript would change its numbers (record-json.ts).
    return JSON.parse(recorded.preview, keepDigits as (key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return new WrittenNumber(context.source);
}

function formatPreview(recorded: RecordedValue, ellipsis: string): string {
  if (isInline(recorded)) return '';
  return `${harmless(clip(recorded.preview, MAX_STRING))}${ellipsis} (${formatBytes(recorded.bytes)})`;
}

function formatAny(value: unknown, depth: number, ellipsis: string): string {
  if (typeof value === 'string') return quote(value, ellipsis);
  if (value instanceof WrittenNumber) return harmless(cut(value.source, ellipsis));
  if (typeof value !== 'object' || value === null) return harmless(cut(String(value), ellipsis));
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (depth >= MAX_DEPTH) return `[${ellipsis}]`;
    const items = value.slice(0, MAX_ITEMS).map((item) => formatAny(item, depth + 1, ellipsis));
    if (value.length > MAX_ITEMS) items.push(ellipsis);
    return `[${items.join(', ')}]`;
  }
  if (Object.keys(value).length === 0) return '{}';
  if (depth >= MAX_DEPTH) return `{${ellipsis}}`;
  return `{${formatEntries(value, depth + 1, ': ', ellipsis)}}`;
}

function formatEntries(value: object, depth: number, sign: string, ellipsis: string): string {
  const entries = Object.entries(value);
  const shown = entries
    .slice(0, MAX_ITEMS)
    .map(
      ([key, item]) => `${harmless(cut(key, ellipsis))}${sign}${formatAny(item, depth, ellipsis)}`,
    );
  if (entries.length > MAX_ITEMS) shown.push(ellipsis);
  return shown.join(', ');
}

function quote(text: string, ellipsis: string): string {
  return `'${harmless(cut(text, ellipsis).replace(/[\\']/g, '\\$&'))}'`;
}

function cut(text: string, ellipsis: string): string {
  return text.length > MAX_STRING ? clip(text, MAX_STRING) + ellipsis : text;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof WrittenNumber);
}
