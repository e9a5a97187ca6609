import type { KeywordRow } from './keyword-row.ts';
import { KEYWORDS } from './keyword-table.ts';
import type { KeywordLine } from './log-line.ts';
import { isWhiteSpace, skipWhiteSpace } from './white-space.ts';

/** Marks that a line is sometimes dressed in: quotes, lists, headings, emphasis, invisible ones. */
const DRESS = new Set('*_`"\'#>[](){}<-+•–—‘’“”\u200b\u200c\u200d\u2060\ufeff');

/** How many of them are looked at: one that has more is not meant as a keyword line. */
const MOST_DRESS = 16;

const rows = Object.values(KEYWORDS) as KeywordRow<KeywordLine>[];

/** Made once: a log may be full of such lines. */
const sentences: ReadonlyMap<KeywordRow<KeywordLine>, string> = new Map(
  rows.map((row) => [row, sentence(row, '')]),
);

interface Spelling {
  /** In upper case. */
  text: string;
  row: KeywordRow<KeywordLine>;
}

/** Every spelling that counts as meant, by its first letter, the longer ones first. */
const spellingsByLetter: Readonly<Record<string, readonly Spelling[]>> = Object.groupBy(
  rows
    .flatMap((row) => [row.keyword, ...(row.mistakenFor ?? [])].map((text) => ({ text, row })))
    .sort((one, other) => other.text.length - one.text.length),
  ({ text }) => text.charAt(0),
) as Record<string, Spelling[]>;

/**
 * The right form, in one sentence, for a line that is no keyword line and was likely meant as one:
 * `Done`, `DONE.`, ` DONE`, `**DONE**`, `DONE - x`, `STATUS 5%`. Undefined for other lines.
 */
export function nearMissHint(line: string): string | undefined {
  const at = skipDress(line, 0);
  const spellings = spellingsByLetter[line.charAt(at).toUpperCase()] ?? [];
  for (const { text, row } of spellings) {
    const written = line.slice(at, at + text.length);
    if (written !== text && written.toUpperCase() !== text) continue;
    const behind = at + text.length;
    if (isMeant(line, behind, written === text)) return rightForm(row);
  }
  return undefined;
}

/** One sentence with the right form of a keyword's lines, and what is wrong with this one, if known. */
export function rightForm(row: KeywordRow<KeywordLine>, fault?: string): string {
  return fault === undefined
    ? (sentences.get(row) ?? sentence(row, ''))
    : sentence(row, `: ${fault}`);
}

function sentence({ keyword, forms }: KeywordRow<KeywordLine>, why: string): string {
  const right = forms.map((form) => `"${form}"`).join(' or ');
  return `Not read as ${keyword}${why}; write ${right}, with the keyword in upper case at the start of the line.`;
}

/**
 * Whether a keyword that ends before `at` is meant as one. In capitals it is, unless it goes on as
 * another word. In small letters it begins a sentence when words follow it.
 */
function isMeant(line: string, at: number, inCapitals: boolean): boolean {
  const unit = line.charCodeAt(at);
  if (inCapitals) return !isWordUnit(unit);
  const next = skipDress(line, at);
  if (next === line.length) return true;
  const mark = line.charAt(next);
  if (mark === ':' || mark === '=') return true;
  if (mark === '.' || mark === '!') return next === line.length - 1;
  return isPercent(line, next) || (next > at + 1 && hasDash(line, at, next));
}

/** A letter, digit or underscore of ASCII. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x5f
  );
}

function isPercent(line: string, at: number): boolean {
  return /^\d{1,3}%/.test(line.slice(at, at + 4));
}

function hasDash(line: string, from: number, to: number): boolean {
  return /\s[-–—]\s/.test(line.slice(from, to));
}

function skipDress(line: string, from: number): number {
  let at = skipWhiteSpace(line, from);
  for (let count = 0; count < MOST_DRESS && at < line.length; count += 1) {
    if (!DRESS.has(line.charAt(at)) && !isWhiteSpace(line.charCodeAt(at))) break;
    at += 1;
  }
  return at;
}
