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

/** Reads the comma-separated lines of a RECORD; null for what is none, or too large to be one. */
export function parseRecord(text: string): RecordRow[] | null {
  const rows: RecordRow[] = [];
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let row: string[] = [];
  const end = (): void => {
    const [path = '', hash = '', size = ''] = row;
    if (path !== '') rows.push({ path, hash, size });
    row = [];
  };
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) return null;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') end();
    if (row.length > MOST_FIELDS || rows.length > MOST_ROWS) return null;
  }
  if (row.length > 0) end();
  return rows;
}

/** Writes the lines of a RECORD. */
export function formatRecord(rows: readonly RecordRow[]): string {
  const quoted = (text: string): string =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map(({ path, hash, size }) => `${quoted(path)},${hash},${size}\n`).join('');
}
