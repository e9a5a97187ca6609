/** Longest text that is read as markdown, in UTF-16 units. */
const LONGEST = 64 * 1024;

/**
 * Emphasis, brackets and code marks within one block are matched with each other, and what that takes
 * grows with their square: this many take about a tenth of a second.
 */
const MOST_PAIRS = 4_000_000;

/** Cells of tables. A row of two characters is filled up to the width of its table. */
const MOST_CELLS = 10_000;

/** Levels of quotations and lists that one line opens or goes on with. */
const MOST_LEVELS = 50;

/** Characters of indentation and of such marks. */
const LONGEST_MARGIN = 200;

/**
 * Whether a text can be read and drawn as markdown without holding up the page. Some kilobytes that
 * are made for it take minutes, or more levels than the stack has.
 */
export function isCheapMarkdown(text: string): boolean {
  if (text.length > LONGEST) return false;
  let pairs = 0;
  let cells = 0;
  for (const block of text.split(/\n[ \t]*\r?\n/)) {
    const lines = block.split('\n');
    pairs += countOf(block, /[*_~[\]`=<]/g) ** 2;
    cells += lines.length * Math.max(...lines.map((line) => countOf(line, /\|/g)));
    if (pairs > MOST_PAIRS || cells > MOST_CELLS || lines.some(isDeep)) return false;
  }
  return true;
}

function isDeep(line: string): boolean {
  const margin = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? '';
  return margin.length > LONGEST_MARGIN || countOf(margin, />|[*+\-.)](?=\s)/g) > MOST_LEVELS;
}

function countOf(text: string, mark: RegExp): number {
  return text.match(mark)?.length ?? 0;
}
