import { isInline, type RecordedValue } from '../../../../protocol/recorded-value.ts';
import { visibleText } from '../../../text/hidden-characters.ts';

const LONGEST = 256;
/** A string longer than this loses its middle. */
const LONGEST_STRING = 60;

/** Arguments on one line, `path="a.csv", limit=10`: at most 256 characters, nothing hidden in them. */
export function shortArgs(args: RecordedValue | undefined): string {
  if (args === undefined) return '';
  if (!isInline(args)) return cutEnd(visibleText(args.preview.slice(0, LONGEST)), args.bytes);
  const { value } = args;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return cutEnd(show(value));
  let text = '';
  for (const key of Object.keys(value)) {
    if (text !== '') text += ', ';
    text += `${visibleText(key)}=${show((value as Record<string, unknown>)[key])}`;
    if (text.length > LONGEST) break;
  }
  return cutEnd(text);
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${cutMiddle(visibleText(value.slice(0, 2000)))}"`;
  if (typeof value !== 'object' || value === null) return String(value);
  // Bounded before it is written: an inline value has at most 4 KB.
  return cutMiddle(visibleText(JSON.stringify(value)));
}

function cutMiddle(text: string): string {
  if (text.length <= LONGEST_STRING) return text;
  const half = LONGEST_STRING / 2 - 1;
  return `${text.slice(0, half)}…${text.slice(-half)}`.toWellFormed();
}

function cutEnd(text: string, of = 0): string {
  const isCut = text.length > LONGEST || of > text.length;
  return isCut ? `${text.slice(0, LONGEST - 1).toWellFormed()}…` : text;
}
