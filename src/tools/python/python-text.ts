// What cannot be seen, or changes the direction of what can: a reader must not be misled by it.
const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** A Python string literal on one line, with everything unseen as an escape. */
export function pythonString(text: string): string {
  // As Python's own repr chooses.
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(unseen, (character) => {
      const code = character.codePointAt(0) ?? 0;
      const digits = code.toString(16);
      if (code > 0xffff) return `\\U${digits.padStart(8, '0')}`;
      return code > 0xff ? `\\u${digits.padStart(4, '0')}` : `\\x${digits.padStart(2, '0')}`;
    });
  return `${quote}${escaped}${quote}`;
}

/** A JSON value as Python writes it. */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return pythonString(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).map(
      ([key, inner]) => `${pythonString(key)}: ${pythonLiteral(inner)}`,
    );
    return `{${members.join(', ')}}`;
  }
  return String(value);
}

/** Text for people on one line: no control characters, no line ends, at most so many characters. */
export function oneLine(text: string, most = 500): string {
  const line = text
    .replaceAll(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(unseen, '')
    .trim();
  return clip(line, most);
}

/** Text for people on several lines, without trailing blanks and with at most one empty line. */
export function manyLines(text: string, most = 4000): string[] {
  const lines = clip(text, most)
    .split(/\r\n|[\n\r\p{Zl}\p{Zp}]/u)
    .map((line) => line.replaceAll('\t', '  ').replaceAll(unseen, '').trimEnd());
  const kept = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  while (kept[0] === '') kept.shift();
  while (kept.at(-1) === '') kept.pop();
  return kept;
}

function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).toWellFormed().trimEnd()}…`;
}

/** The lines of a docstring around a text that cannot leave it. Empty without text. */
export function docstring(lines: readonly string[], indent: string): string[] {
  if (lines.length === 0) return [];
  // Three quotes would end the docstring, and one at the end would run together with its own.
  const safe = lines.map((line) =>
    line.replaceAll('\\', '\\\\').replaceAll(/"{3,}|"+$/g, (quotes) => '\\"'.repeat(quotes.length)),
  );
  const first = safe[0] ?? '';
  if (safe.length === 1) return [`${indent}"""${first}"""`];
  const rest = safe.slice(1).map((line) => (line === '' ? '' : `${indent}${line}`));
  return [`${indent}"""${first}`, ...rest, `${indent}"""`];
}
