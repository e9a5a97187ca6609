import stringWidth from 'string-width';
import { clip } from './harmless.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// What most lines are made of: one column a character, no tables needed.
const printableAscii = /^[ -~]*$/;

// An emoji of a family takes 11 units, a flag of a region 14; more is a pile of accents.
const MAX_UNITS_PER_GRAPHEME = 24;

/** How many columns a text without escape sequences takes in a terminal. */
export function widthOf(text: string): number {
  return printableAscii.test(text)
    ? text.length
    : stringWidth(text, { countAnsiEscapeCodes: true });
}

/** Cuts a text to at most `width` columns, never inside a character; what was cut ends in `…`. */
export function fitWidth(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (text.length <= width && printableAscii.test(text)) return text;
  // Looking at a text of a megabyte to show eighty columns of it would hold up the view.
  const bounded = clip(text, (width + 1) * MAX_UNITS_PER_GRAPHEME);
  const kept: { shown: string; columns: number }[] = [];
  let used = 0;
  for (const { segment } of graphemes.segment(bounded)) {
    const shown = segment.length > MAX_UNITS_PER_GRAPHEME ? '\ufffd' : segment;
    const columns = widthOf(shown);
    kept.push({ shown, columns });
    used += columns;
    if (used > width) break;
  }
  const cut = used > width || bounded !== text;
  const end = cut ? clip(ellipsis, width) : '';
  while (used > width - end.length) used -= kept.pop()?.columns ?? used;
  const fitting = kept.map(({ shown }) => shown).join('');
  return cut ? withoutEllipsis(fitting, ellipsis) + end : fitting;
}

/** A text without the ellipses at its end: two in a row would say no more than one. */
export function withoutEllipsis(text: string, ellipsis: string): string {
  let kept = text;
  while (ellipsis !== '' && kept.endsWith(ellipsis)) kept = kept.slice(0, -ellipsis.length);
  return kept;
}
