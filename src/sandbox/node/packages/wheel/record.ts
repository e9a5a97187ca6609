/** One line of a RECORD: a file, its hash and its size. */
export interface RecordRow {
  path: string;
  /** For instance `sha256=` and unpadded base64url; empty where none is given. */
  hash: string;
  /** In bytes, as text; empty where none is given. */
  size: string;
}

/** More files than any package has. */
const MOST_ROWS = 200_000;
/** A line has three; more are of a later kind of RECORD. */
const MOST_FIELDS = 10;
/** In characters: a path with every character doubled, and its quotes. */
const LONGEST_QUOTED = 8192;

/** Reads the comma-separated lines of a RECORD; null for what is none, or too large to be one. */
export function parseRecord(text: string): RecordRow[] | null {
  const rows: RecordRow[] = [];
  const plain = /[^",\r\n]*/y;
  const separator = /,|\r?\n|$/y;
  let row: string[] = [];
  const end = (): void => {
    const [path = '', hash = '', size = ''] = row;
    if (path !== '') rows.push({ path, hash, size });
    row = [];
  };
  for (let at = 0; at < text.length; ) {
    const quoted = text[at] === '"';
    plain.lastIndex = at;
    const length = quoted ? quotedLength(text, at) : (plain.exec(text)?.[0].length ?? null);
    if (length === null) return null;
    const field = text.slice(at, at + length);
    row.push(quoted ? field.slice(1, -1).replaceAll('""', '"') : field);
    separator.lastIndex = at + length;
    const [mark] = separator.exec(text) ?? [];
    if (mark === undefined) return null;
    if (mark !== ',') end();
    if (row.length > MOST_FIELDS || rows.length > MOST_ROWS) return null;
    at += length + mark.length;
  }
  if (row.length > 0) end();
  return rows;
}

/** Length of a field in quotes, with them; null for one that does not end where a path must. */
function quotedLength(text: string, start: number): number | null {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0 || quote - start > LONGEST_QUOTED) return null;
    if (text[quote + 1] !== '"') return quote + 1 - start;
    at = quote + 2;
  }
}

/** Writes the lines of a RECORD. */
export function formatRecord(rows: readonly RecordRow[]): string {
  const quoted = (text: string): string =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map(({ path, hash, size }) => `${quoted(path)},${hash},${size}\n`).join('');
}
