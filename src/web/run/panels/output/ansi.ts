import Anser from 'anser';

/** A part of a line that looks the same all through. */
export interface Span {
  text: string;
  /** One of the sixteen terminal colours: `red`, `bright-red`. */
  colour?: string;
  bold?: true;
  dim?: true;
  italic?: true;
  underline?: true;
}

/** A line with more colour codes than this is shown without colours: each code costs more than the last. */
const MOST_CODES = 200;

/**
 * Splits a line into what is coloured alike. Only colours and weights of the text are kept: links,
 * titles, cursor and screen codes are dropped, their text stays. An escape character that belongs
 * to no whole code stays, to be shown.
 */
export function spansOf(text: string, carried = ''): Span[] {
  if (carried === '' && !text.includes('\u001b')) return [{ text }];
  const coloured = carried + withoutOtherCodes(text);
  if (coloured.includes(STRAY) || coloured.split('\u001b[').length > MOST_CODES) {
    return [{ text: coloured.replace(colourCodes, '') }];
  }
  const entries = Anser.ansiToJson(coloured.replace(strayEscape, STRAY), {
    json: true,
    remove_empty: true,
    use_classes: true,
  });
  return entries.map((entry) => ({
    text: entry.content.replaceAll(STRAY, '\u001b'),
    ...colourOf(entry.fg),
    ...(entry.decorations.includes('bold') ? { bold: true } : {}),
    ...(entry.decorations.includes('dim') ? { dim: true } : {}),
    ...(entry.decorations.includes('italic') ? { italic: true } : {}),
    ...(entry.decorations.includes('underline') ? { underline: true } : {}),
  }));
}

/** What a line says without its codes: what a search looks at. */
export function plainText(text: string): string {
  return text.includes('\u001b') ? withoutOtherCodes(text).replace(colourCodes, '') : text;
}

// Stands for an escape character that starts no colour; the library would take it for one. It is a
// code point that no text should hold; one that does is shown without colours.
const STRAY = '\ufdd0';
/* biome-ignore-start lint/suspicious/noControlCharactersInRegex: control codes are what these find */
const colourCodes = /\u001b\[[\d;]*m/g;
const strayEscape = /\u001b(?!\[[\d;]*m)/g;
/** Operating system commands (titles, links) up to their end; a code that is cut off is not one. */
const commands = /\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
/** Cursor, screen and mode codes: every control sequence whose final letter is not the one of colours. */
const sequences = /\u001b\[[0-?]*[ -/]*[@-ln-~]/g;
/* biome-ignore-end lint/suspicious/noControlCharactersInRegex: control codes are what these find */

function withoutOtherCodes(text: string): string {
  return text.replace(commands, '').replace(sequences, '');
}

function colourOf(fg: string | null): { colour?: string } {
  const named = /^ansi-((?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white))$/.exec(
    fg ?? '',
  )?.[1];
  return named === undefined ? {} : { colour: named };
}
