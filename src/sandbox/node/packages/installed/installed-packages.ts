import { posix } from 'node:path';
import { type Metadata, parseMetadata } from '../wheel/metadata.ts';
import { parseRecord } from '../wheel/record.ts';

/** The session's files, as packages need them. Paths are absolute. */
export interface PackageFiles {
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a folder. */
  listDir(path: string): Promise<readonly string[]>;
}

/** A package that is in the session. */
export interface InstalledPackage {
  metadata: Metadata;
  /** Absolute path of its `.dist-info` folder. */
  distInfo: string;
}

/** What a program writes into the folder of packages is read by the host: it must stay bounded. */
const MOST_PACKAGES = 5000;
const LONGEST_TEXT = 32 * 1024 * 1024;
/** Of all METADATA, or all RECORDs, together; one file can stand there under many names. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The packages in the session, by name. What a program put there that only looks like a package is
 * left out.
 */
export async function installedPackages(
  files: PackageFiles,
  sitePackages: string,
): Promise<InstalledPackage[]> {
  // A program may have removed the folder; there are no packages then.
  const names = (await ifThere(files.listDir(sitePackages))) ?? [];
  const found: InstalledPackage[] = [];
  const folders = names.filter((one) => one.endsWith('.dist-info')).slice(0, MOST_PACKAGES);
  let left = MOST_BYTES;
  for (const name of folders) {
    if (left < 0) break;
    const distInfo = posix.join(sitePackages, name);
    const content = await ifThere(files.readFile(posix.join(distInfo, 'METADATA')));
    left -= content?.length ?? 0;
    const metadata = content === null || left < 0 ? null : parseMetadata(content);
    if (metadata !== null) found.push({ metadata, distInfo });
  }
  return found.sort((one, other) => (one.metadata.key < other.metadata.key ? -1 : 1));
}

/** How much of RECORDs may still be read. */
export interface RecordBudget {
  bytes: number;
}

export function recordBudget(): RecordBudget {
  return { bytes: MOST_BYTES };
}

/**
 * Absolute paths of a package's files; null when it has no RECORD that can be read, or the budget is
 * used up.
 */
export async function filesOfPackage(
  files: PackageFiles,
  { distInfo }: InstalledPackage,
  budget: RecordBudget = recordBudget(),
): Promise<string[] | null> {
  if (budget.bytes < 0) return null;
  const text = await textOf(files, posix.join(distInfo, 'RECORD'));
  budget.bytes -= text?.length ?? 0;
  const rows = text === null || budget.bytes < 0 ? null : parseRecord(text);
  return rows?.map(({ path }) => posix.resolve(posix.dirname(distInfo), path)) ?? null;
}

/** A text beside a package's METADATA; null when it is not there, or too large to be one. */
export async function textOf(files: PackageFiles, path: string): Promise<string | null> {
  const content = await ifThere(files.readFile(path));
  if (content === null || content.length > LONGEST_TEXT) return null;
  return new TextDecoder().decode(content);
}

/** Null for what is not there; a session that is gone is an error. */
async function ifThere<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if ((error as { code?: string }).code === 'session_file') return null;
    throw error;
  }
}
