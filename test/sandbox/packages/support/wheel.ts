import { createHash } from 'node:crypto';
import { type ZipEntry, zip } from './zip.ts';

/** What a wheel of a test is made of. */
export interface WheelParts {
  name: string;
  version: string;
  /** Default `py3-none-any`. */
  tag?: string;
  /** Build tag, for instance `2`. */
  build?: string;
  /** By their names in the archive. Default: one module that tells its version. */
  files?: Record<string, string | Uint8Array>;
  requires?: readonly string[];
  requiresPython?: string;
  /** More lines for METADATA. */
  metadata?: readonly string[];
  /** In place of what METADATA, WHEEL or RECORD would say; null leaves the file out. */
  replace?: Partial<Record<'METADATA' | 'WHEEL' | 'RECORD', string | null>>;
  /** Entries that no RECORD mentions. */
  unrecorded?: readonly ZipEntry[];
  /** Put in place of the rows of RECORD that the files have. */
  record?: (rows: readonly string[]) => readonly string[];
}

export interface TestWheel {
  fileName: string;
  name: string;
  version: string;
  bytes: Buffer;
  sha256: string;
  requiresPython: string | undefined;
}

/** Builds a wheel as a real one is built, or with what a test wants to be wrong. */
export function wheel(parts: WheelParts): TestWheel {
  const { name, version, tag = 'py3-none-any', build, requires = [], requiresPython } = parts;
  const escaped = name.replace(/[-.]/g, '_');
  const info = `${escaped}-${version}.dist-info`;
  const module = escaped.toLowerCase();
  const files = parts.files ?? { [`${module}/__init__.py`]: `__version__ = '${version}'\n` };
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === undefined ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requires.map((one) => `Requires-Dist: ${one}`),
    ...(parts.metadata ?? []),
    '',
    'A package of a test.',
  ].join('\n');
  const format = 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n';
  const all: Record<string, string | Uint8Array | null> = {
    ...files,
    [`${info}/METADATA`]: take(parts.replace?.METADATA, metadata),
    [`${info}/WHEEL`]: take(parts.replace?.WHEEL, format),
  };
  const entries = Object.entries(all).flatMap(([path, content]) =>
    content === null ? [] : [{ name: path, content }],
  );
  const rows = entries.map(({ name: path, content }) => {
    const bytes = Buffer.from(content);
    const digest = createHash('sha256').update(bytes).digest('base64url');
    return `${/[",]/.test(path) ? `"${path}"` : path},sha256=${digest},${bytes.length}`;
  });
  rows.push(`${info}/RECORD,,`);
  const record = take(parts.replace?.RECORD, `${(parts.record?.(rows) ?? rows).join('\n')}\n`);
  const recorded = record === null ? [] : [{ name: `${info}/RECORD`, content: record }];
  const bytes = zip([...entries, ...recorded, ...(parts.unrecorded ?? [])]);
  return {
    fileName: `${[escaped, version, ...(build === undefined ? [] : [build]), tag].join('-')}.whl`,
    name,
    version,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    requiresPython,
  };
}

function take(given: string | null | undefined, usual: string): string | null {
  return given === undefined ? usual : given;
}
