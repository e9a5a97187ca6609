const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// Controls, format characters (bidi, zero width, tags), lone surrogates, line separators.
const harmful = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from a program, a model or a tool, safe to write to a terminal: whatever could move the
 * cursor, change colours, reorder or hide text is shown as an escape, so that the person sees it.
 */
export function harmless(text: string): string {
  return text.replace(harmful, (character) => {
    // Joiners belong to emoji and to several scripts, and alone they change nothing.
    if (character === '\u200c' || character === '\u200d') return character;
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code <= 0xff) return named[character] ?? `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
  });
}

/** At most so many UTF-16 units of a text, without half a character at the end. */
export function clip(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? units - 1 : units);
}
