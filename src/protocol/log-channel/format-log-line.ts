import type { KeywordRow, Writable } from './keyword-row.ts';
import { KEYWORDS } from './keyword-table.ts';
import type { KeywordLine } from './log-line.ts';

/** What a keyword line is written from. */
export type WritableLine = {
  [Type in KeywordLine['type']]: Writable<Extract<KeywordLine, { type: Type }>>;
}[KeywordLine['type']];

/**
 * Writes a keyword line, without its line end, which `parseLogLine` reads back as the same.
 *
 * @throws RangeError for a text that no line can hold: empty, of several lines, with white space at
 * its ends. CausewayError where `data` is no JSON.
 */
export function formatLogLine(line: WritableLine): string {
  const row = KEYWORDS[line.type] as KeywordRow<KeywordLine>;
  const body = row.write(line as KeywordLine);
  if (body === undefined) return row.keyword;
  return body === '' ? `${row.keyword}:` : `${row.keyword}: ${body}`;
}
