/** A run of text as it stands, or one character that would not be seen, with its name. */
export type TextPiece = { text: string } | { hidden: string; code: string };

// Controls, format characters (bidi, zero width, tags), lone surrogates, line separators. Arabic
// number signs are format characters too, but are seen. What is not in these classes and has no
// shape of its own: fillers, joiners, and the selectors that can carry a text inside of another.
// The two selectors of emoji stay.
const hidden =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for alone
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\u{e0100}-\u{e01ef}]|(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])\p{Cf}/gu;

const names: Readonly<Record<string, string>> = {
  '0000': 'null character',
  '0007': 'bell',
  '0008': 'backspace',
  '000D': 'carriage return',
  '001B': 'escape',
  '007F': 'delete',
  '00AD': 'soft hyphen',
  '061C': 'Arabic letter mark',
  '200B': 'zero-width space',
  '200C': 'zero-width non-joiner',
  '200D': 'zero-width joiner',
  '200E': 'left-to-right mark',
  '200F': 'right-to-left mark',
  '2028': 'line separator',
  '2029': 'paragraph separator',
  '202A': 'left-to-right embedding',
  '202B': 'right-to-left embedding',
  '202C': 'end of bidirectional formatting',
  '202D': 'left-to-right override',
  '202E': 'right-to-left override',
  '2060': 'word joiner',
  '2066': 'left-to-right isolate',
  '2067': 'right-to-left isolate',
  '2068': 'first strong isolate',
  '2069': 'end of isolate',
  FEFF: 'zero-width no-break space',
};

export interface GuardOptions {
  /** Whether line feeds and tabs stand as they are. Default false: they are shown as well. */
  lines?: boolean;
}

/**
 * Splits text from a program, a tool or a file into what can be shown as it stands and the
 * characters that would hide, reorder or end it: controls, bidirectional and zero-width ones.
 */
export function splitHidden(text: string, options: GuardOptions = {}): TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const found of text.matchAll(hidden)) {
    const character = found[0];
    if (options.lines && (character === '\n' || character === '\t')) continue;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index) });
    const code = codeOf(character);
    pieces.push({ hidden: mark(code), code });
    from = found.index + character.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The same as one string, each hidden character as `⟨U+202E⟩`: for attributes and the clipboard. */
export function visibleText(text: string, options: GuardOptions = {}): string {
  return text.replace(hidden, (character) =>
    options.lines && (character === '\n' || character === '\t')
      ? character
      : mark(codeOf(character)),
  );
}

/** Whether a text holds characters that would not be seen; line feeds and tabs do not count. */
export function hasHidden(text: string): boolean {
  for (const [character] of text.matchAll(hidden)) {
    if (character !== '\n' && character !== '\t') return true;
  }
  return false;
}

/** What a hidden character is called, from its code in hexadecimal digits. */
export function nameOfHidden(code: string): string {
  return names[code] ?? 'character that is not seen';
}

/** At most so many UTF-16 units of a text, without half a character at the end. */
export function cutText(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? units - 1 : units);
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

function mark(code: string): string {
  return `⟨U+${code}⟩`;
}
