import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { PackageError } from '../package-error.ts';
import type { Space } from './space.ts';

/** A file as it stands in an archive. */
export interface ArchiveFile {
  content: Uint8Array;
  /** Whether its owner may execute it. */
  executable: boolean;
}

/** An archive that is damaged, or that holds what no honest one does. */
export class ArchiveFault extends Error {}

const TYPE_BITS = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;

/**
 * Unpacks a zip archive in memory, by name. The sizes it declares are taken from `space` before a
 * byte is unpacked, and what is unpacked is held to them.
 *
 * @throws ArchiveFault for a damaged archive, and for entries that are links, devices or encrypted,
 * stand twice, or have names that lead out of the archive. PackageError `packages_too_large`.
 */
export async function unpackArchive(
  bytes: Uint8Array,
  whose: string,
  space: Space,
): Promise<Map<string, ArchiveFile>> {
  const zip = await opened(bytes);
  const files = new Map<string, ArchiveFile>();
  for (const entry of await entriesOf(zip, ({ uncompressedSize }) => {
    space.take(whose, 1, uncompressedSize);
  })) {
    const executable = ((entry.externalFileAttributes >>> 16) & 0o100) !== 0;
    files.set(entry.fileName, { content: await contentOf(zip, entry), executable });
  }
  return files;
}

async function opened(bytes: Uint8Array): Promise<ZipFile> {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return await fromBufferPromise(buffer, { strictFileNames: true });
  } catch (error) {
    throw new ArchiveFault(`it is no zip archive (${(error as Error).message})`);
  }
}

/** The archive's regular files; every entry is checked and handed to `take`. */
async function entriesOf(zip: ZipFile, take: (entry: Entry) => void): Promise<Entry[]> {
  const entries: Entry[] = [];
  const names = new Set<string>();
  const folders = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      const fault = faultOf(entry);
      if (fault !== null) throw new ArchiveFault(`its entry ${shown(entry.fileName)} ${fault}`);
      const name = entry.fileName.replace(/\/$/, '');
      if (names.has(name)) throw new ArchiveFault(`its entry ${shown(name)} stands there twice`);
      for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
        folders.add(name.slice(0, at));
      }
      take(entry);
      if (name !== entry.fileName) {
        folders.add(name);
        continue;
      }
      names.add(name);
      entries.push(entry);
    }
  } catch (error) {
    if (error instanceof ArchiveFault || error instanceof PackageError) throw error;
    throw new ArchiveFault((error as Error).message);
  }
  for (const name of names) {
    if (folders.has(name)) throw new ArchiveFault(`${shown(name)} is both a file and a folder`);
  }
  return entries;
}

function faultOf(entry: Entry): string | null {
  const { fileName } = entry;
  const type = (entry.externalFileAttributes >>> 16) & TYPE_BITS;
  // Archives made on Windows say nothing of types.
  if (type !== 0 && type !== REGULAR && type !== DIRECTORY) return 'is a link or a device';
  if (type === DIRECTORY && !fileName.endsWith('/')) return 'is a folder by its type only';
  if (entry.isEncrypted()) return 'is encrypted';
  if (!entry.canDecodeFileData()) return 'is packed in a way that is not supported';
  if (fileName.length > LONGEST_PATH) return 'has too long a name';
  const parts = fileName.replace(/\/$/, '').split('/');
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') return 'leads out of the archive';
    if (part.length > LONGEST_NAME) return 'has too long a name';
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return /[\u0000-\u001f\u007f\\]/.test(fileName) ? 'has control characters in its name' : null;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const content = new Uint8Array(entry.uncompressedSize);
  let at = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const part = chunk as Uint8Array;
      if (at + part.length > content.length) throw new Error('it is larger than it declares');
      content.set(part, at);
      at += part.length;
    }
    if (at < content.length) throw new Error('it is smaller than it declares');
  } catch (error) {
    throw new ArchiveFault(`its entry ${shown(entry.fileName)}: ${(error as Error).message}`);
  }
  return content;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
