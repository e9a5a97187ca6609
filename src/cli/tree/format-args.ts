import { isInline, type RecordedValue } from '../../protocol/recorded-value.ts';
import { withoutEllipsis } from './fit-width.ts';
import { clip, harmless } from './harmless.ts';
import { formatBytes } from './quantities.ts';
import { CutValue, readPreview, unknownValue, WrittenNumber } from './read-preview.ts';

// What a person takes in at a glance; the line is cut to its width afterwards.
const MAX_STRING = 60;
const MAX_ITEMS = 6;
const MAX_DEPTH = 2;

/** A value on one line. */
export interface FormattedValue {
  text: string;
  /** How large the value is, in brackets, when `text` is not all that is recorded; else empty. */
  size: string;
}

/** Arguments the way they are written in a call: `path='a.csv', limit=10`. Bounded, harmless. */
export function formatArgs(args: RecordedValue, ellipsis: string): string {
  const { text, size } = describeArgs(args, ellipsis);
  return text + size;
}

/** The same, with the size of what could not be recorded whole apart. */
export function describeArgs(args: RecordedValue, ellipsis: string): FormattedValue {
  return describe(args, ellipsis, (value) => {
    const known = value instanceof CutValue ? value.known : value;
    if (!isPlain(known)) return formatAny(value, 0, ellipsis);
    return formatEntries(known, 0, '=', ellipsis, value instanceof CutValue);
  });
}

/** A value on one line, in the notation of JSON but with single quotes. Bounded, harmless. */
export function formatValue(recorded: RecordedValue, ellipsis: string): string {
  const { text, size } = describe(recorded, ellipsis, (value) => formatAny(value, 0, ellipsis));
  return text + size;
}

function describe(
  recorded: RecordedValue,
  ellipsis: string,
  format: (value: unknown) => string,
): FormattedValue {
  if (isInline(recorded)) return { text: format(recorded.value ?? null), size: '' };
  const { preview, bytes } = recorded;
  // The text is the record because it is large, or because JavaScript would change its numbers.
  const value = readPreview(preview);
  const size = ` (${formatBytes(bytes)})`;
  if (value === undefined || value === unknownValue) {
    return { text: harmless(clip(preview, MAX_STRING)) + ellipsis, size };
  }
  const text = format(value);
  if (value instanceof CutValue) return { text, size };
  const isWhole = new TextEncoder().encode(preview).length >= bytes;
  if (isWhole) return { text, size: '' };
  return { text: withoutEllipsis(text, ellipsis) + ellipsis, size };
}

function formatAny(value: unknown, depth: number, ellipsis: string): string {
  if (typeof value === 'string') return `'${escaped(cut(value, ellipsis))}'`;
  if (value === unknownValue) return ellipsis;
  if (value instanceof WrittenNumber) return harmless(cut(value.source, ellipsis));
  if (value instanceof CutValue) return formatCut(value.known, depth, ellipsis);
  if (typeof value !== 'object' || value === null) return harmless(cut(String(value), ellipsis));
  if (Array.isArray(value)) {
    if (value.length > 0 && depth >= MAX_DEPTH) return `[${ellipsis}]`;
    return `[${formatItems(value, depth + 1, ellipsis, false)}]`;
  }
  if (entriesOf(value).length > 0 && depth >= MAX_DEPTH) return `{${ellipsis}}`;
  return `{${formatEntries(value, depth + 1, ': ', ellipsis, false)}}`;
}

/** The beginning of a value, left open where it ends. */
function formatCut(known: CutValue['known'], depth: number, ellipsis: string): string {
  if (typeof known === 'string') return `'${escaped(clip(known, MAX_STRING))}${ellipsis}`;
  const opening = isMap(known) ? '{' : '[';
  if (depth >= MAX_DEPTH) return opening + ellipsis;
  return isMap(known)
    ? opening + formatEntries(known, depth + 1, ': ', ellipsis, true)
    : opening + formatItems(known, depth + 1, ellipsis, true);
}

function formatItems(
  items: readonly unknown[],
  depth: number,
  ellipsis: string,
  isCut: boolean,
): string {
  const shown = items.slice(0, MAX_ITEMS).map((item) => formatAny(item, depth, ellipsis));
  return joinShown(shown, items, ellipsis, isCut);
}

function formatEntries(
  value: object,
  depth: number,
  sign: string,
  ellipsis: string,
  isCut: boolean,
): string {
  const entries = entriesOf(value);
  const shown = entries.slice(0, MAX_ITEMS).map(([key, item]) => {
    return `${harmless(cut(key, ellipsis))}${sign}${formatAny(item, depth, ellipsis)}`;
  });
  const values = entries.map(([, item]) => item);
  return joinShown(shown, values, ellipsis, isCut);
}

/** Ends in an ellipsis where something is missing, once. */
function joinShown(
  shown: readonly string[],
  all: readonly unknown[],
  ellipsis: string,
  isCut: boolean,
): string {
  const last = all.at(-1);
  const endsOpen = last === unknownValue || last instanceof CutValue;
  const missing = all.length > shown.length || (isCut && !endsOpen);
  return [...shown, ...(missing ? [ellipsis] : [])].join(', ');
}

function escaped(text: string): string {
  return harmless(text.replace(/[\\']/g, '\\$&'));
}

function entriesOf(value: object): [string, unknown][] {
  return isMap(value) ? [...value] : Object.entries(value);
}

function isMap(value: unknown): value is ReadonlyMap<string, unknown> {
  return value instanceof Map;
}

function cut(text: string, ellipsis: string): string {
  return text.length > MAX_STRING ? clip(text, MAX_STRING) + ellipsis : text;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !(value instanceof WrittenNumber);
}
