import { NAME_PATTERN, normalizeName } from '../requirement/package-name.ts';
import { isVersion } from '../requirement/version.ts';

/** What a distribution says of itself in its METADATA. */
export interface Metadata {
  /** As it is written. */
  name: string;
  /** Normalized. */
  key: string;
  version: string;
  requiresPython: string | null;
  /** Each `Requires-Dist`, as it is written. */
  requires: readonly string[];
  /** Every field, by its name in lower case. */
  fields: ReadonlyMap<string, readonly string[]>;
}

/** More dependencies than any distribution has. */
const MOST_REQUIRED = 5000;

/** In bytes. Fields are a few thousand; a description can follow that is as long as it likes. */
const LONGEST_FIELDS = 1024 * 1024;

/** In characters. */
const LONGEST_NAME = 255;

const NAME = new RegExp(`^${NAME_PATTERN}$`);

/** Reads METADATA; null when it does not say a name and a version, or is no METADATA at all. */
export function parseMetadata(content: Uint8Array): Metadata | null {
  const text = new TextDecoder().decode(content.subarray(0, LONGEST_FIELDS));
  const end = /\r?\n\r?\n/.exec(text)?.index;
  if (end === undefined && content.length > LONGEST_FIELDS) return null;
  const fields = parseFields(text.slice(0, end));
  const first = (name: string): string | null => fields.get(name)?.[0] ?? null;
  const [name, version] = [first('name'), first('version')];
  if (name === null || name.length > LONGEST_NAME || !NAME.test(name)) return null;
  if (version === null || !isVersion(version)) return null;
  const requires = fields.get('requires-dist') ?? [];
  if (requires.length > MOST_REQUIRED) return null;
  return {
    name,
    key: normalizeName(name),
    version,
    requiresPython: first('requires-python'),
    requires,
    fields,
  };
}

/** Fields as in a mail: `Name: value`, continued on lines that begin with white space. */
export function parseFields(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let current: string[] | undefined;
  // The first empty line ends the fields; what follows is a description.
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) {
      current?.push(`${current.pop() ?? ''}\n${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    current = fields.get(name) ?? [];
    current.push(line.slice(colon + 1).trim());
    fields.set(name, current);
  }
  return fields;
}
