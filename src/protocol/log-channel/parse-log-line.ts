import type { KeywordRow } from './keyword-row.ts';
import { KEYWORDS } from './keyword-table.ts';
import type { KeywordLine, LogLine } from './log-line.ts';
import { nearMissHint, rightForm } from './near-miss.ts';
import { skipWhiteSpace, trimEnd } from './white-space.ts';

const COLON = 0x3a;

/** The rows by the first letter of their keyword. */
const rowsByLetter: readonly (readonly KeywordRow<KeywordLine>[])[] = Array.from(
  { length: 128 },
  (_, unit) =>
    (Object.values(KEYWORDS) as KeywordRow<KeywordLine>[]).filter(
      ({ keyword }) => keyword.charCodeAt(0) === unit,
    ),
);

/**
 * Says what one line of an agent's log means, in time that grows with its length alone. White space
 * at the end, the line end included, does not count. Never throws.
 */
export function parseLogLine(text: string): LogLine {
  const line = trimEnd(text);
  for (const row of rowsByLetter[line.charCodeAt(0)] ?? []) {
    if (!line.startsWith(row.keyword)) continue;
    const body = bodyOf(line, row);
    if (body === undefined) continue;
    const read = row.read(body);
    if (read === undefined || 'fault' in read) {
      return { type: 'unknown', line, hint: rightForm(row, read?.fault) };
    }
    return read;
  }
  const hint = nearMissHint(line);
  return hint === undefined ? { type: 'unknown', line } : { type: 'unknown', line, hint };
}

/** What stands behind the keyword and its colon; undefined where that ends the keyword wrongly. */
function bodyOf(
  line: string,
  { keyword, standsAlone }: KeywordRow<KeywordLine>,
): string | undefined {
  const end = keyword.length;
  if (line.length === end) return standsAlone ? '' : undefined;
  if (line.charCodeAt(end) !== COLON) return undefined;
  return line.slice(skipWhiteSpace(line, end + 1));
}
