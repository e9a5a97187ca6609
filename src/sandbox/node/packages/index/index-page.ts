import { type Hash, toHash } from '../requirement/hashes.ts';

/** One file of a project, as an index lists it. */
export interface IndexFile {
  fileName: string;
  /** Absolute, without a fragment. */
  url: string;
  /** Those that can be checked; may be empty. */
  hashes: readonly Hash[];
  requiresPython: string | null;
  /** Withdrawn by its authors, with their reason, which may be empty. */
  yanked: string | null;
  /** In bytes, where the index says it. */
  size: number | null;
}

/**
 * Reads a project's page in the JSON of the simple repository API (PEP 691). Entries that are no
 * files are left out.
 *
 * @throws SyntaxError when the page is no such JSON, or of a version later than 1.
 */
export function parseJsonPage(text: string, pageUrl: string): IndexFile[] {
  const page = JSON.parse(text) as { meta?: { 'api-version'?: unknown }; files?: unknown } | null;
  const version = page?.meta?.['api-version'];
  if (typeof version === 'string' && !version.startsWith('1.')) {
    throw new SyntaxError(`it is of version ${version.slice(0, 20)} of the interface, not 1.x`);
  }
  if (!Array.isArray(page?.files)) throw new SyntaxError('it has no list of files');
  refuseMoreFiles(page.files.length);
  return page.files.flatMap((entry) => toFile(entry, pageUrl) ?? []);
}

/** Twice as many as the largest project has; each is looked at while everything else waits. */
const MOST_FILES = 50_000;

/** Refuses to go on after so many files. */
export function refuseMoreFiles(files: number): void {
  if (files > MOST_FILES) throw new SyntaxError(`it lists more than ${MOST_FILES} files`);
}

function toFile(entry: unknown, pageUrl: string): IndexFile | null {
  const file = Object(entry) as Record<string, unknown>;
  const { filename, url, hashes, yanked, size } = file;
  if (typeof filename !== 'string' || typeof url !== 'string') return null;
  const requiresPython = file['requires-python'];
  return absolute(url, pageUrl, {
    fileName: filename,
    hashes: Object.entries(Object(hashes) as object).flatMap(
      ([algorithm, digest]) => toHash(algorithm, String(digest)) ?? [],
    ),
    requiresPython: typeof requiresPython === 'string' ? requiresPython : null,
    yanked: typeof yanked === 'string' ? yanked : yanked === true ? '' : null,
    size: typeof size === 'number' ? size : null,
  });
}

/** Puts the file's URL in place, made absolute; its fragment may hold one more hash. */
export function absolute(
  url: string,
  pageUrl: string,
  file: Omit<IndexFile, 'url'>,
): IndexFile | null {
  if (!URL.canParse(url, pageUrl)) return null;
  const parsed = new URL(url, pageUrl);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
  const hashes = [...file.hashes];
  for (const [algorithm, digest] of new URLSearchParams(parsed.hash.slice(1))) {
    const hash = toHash(algorithm, digest);
    if (hash !== null && !hashes.some((one) => one.algorithm === algorithm)) hashes.push(hash);
  }
  parsed.hash = '';
  return { ...file, hashes, url: parsed.href };
}
