/** One line of an inbox in its parts: `KEYWORD name=value name=value: text`. */
export interface InboxParts {
  keyword: string;
  fields: ReadonlyMap<string, string>;
  /** Behind the colon, as it was before it was escaped; absent where there is no colon. */
  text?: string;
}

const plainValue = /^[A-Za-z0-9._/@+~-]+$/;
const head = /^([A-Z]+)(?=[ :]|$)/;
const field = /^ ([a-z0-9]+)=(?:([A-Za-z0-9._/@+~-]+)|("(?:[^"\\]|\\.)*"))(?=[ :]|$)/;

// What would end the line, what a reader may take for a line end, what a terminal obeys, and what
// UTF-8 cannot carry.
const escaped = /[\\\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** Writes the parts as one line, without its line end. Nothing is lost. */
export function formatInboxParts({ keyword, fields, text }: InboxParts): string {
  const written = [...fields].map(([name, value]) => {
    return ` ${name}=${plainValue.test(value) ? value : quote(value)}`;
  });
  const line = keyword + written.join('');
  return text === undefined ? line : `${line}: ${escapeText(text)}`;
}

/** Reads a line of that form; undefined for any other. Never throws. */
export function parseInboxParts(line: string): InboxParts | undefined {
  const keyword = head.exec(line)?.[1];
  if (keyword === undefined) return undefined;
  const fields = new Map<string, string>();
  let rest = line.slice(keyword.length);
  for (let match = field.exec(rest); match !== null; match = field.exec(rest)) {
    const [whole, name = '', plain, quoted] = match;
    const value = plain ?? unquote(quoted ?? '');
    if (value === undefined) return undefined;
    fields.set(name, value);
    rest = rest.slice(whole.length);
  }
  if (rest === '') return { keyword, fields };
  if (rest.charAt(0) !== ':') return undefined;
  return { keyword, fields, text: unescapeText(rest.slice(rest.charAt(1) === ' ' ? 2 : 1)) };
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escapeText(text: string): string {
  return text.replace(escaped, escapeUnit);
}

function escapeUnit(unit: string): string {
  return shortEscapes[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function unescapeText(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|([nrt\\]))/g,
    (_whole, hex?: string, short?: string) =>
      hex === undefined ? shortMeaning(short ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function shortMeaning(letter: string): string {
  return { n: '\n', r: '\r', t: '\t' }[letter] ?? letter;
}

/** A JSON string in which nothing but a quote and a backslash is escaped otherwise than in a text. */
function quote(value: string): string {
  return JSON.stringify(value).replace(escaped, (unit) =>
    unit === '\\' ? unit : escapeUnit(unit),
  );
}

function unquote(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
