import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { PackageError } from '../package-error.ts';
import type { Room } from './space.ts';

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
/** Each level is a folder of its own. */
const DEEPEST = 50;

/**
 * Unpacks a zip archive in memory, by name. The sizes it declares are taken from `room` before a byte
 * is unpacked, and what is unpacked is held to them.
 *
 * @throws ArchiveFault for a damaged archive, and for entries that are links, devices or encrypted,
 * stand twice, or have names that lead out of the archive. PackageError `packages_too_large`.
 */
export async function unpackArchive(
  bytes: Uint8Array,
  room: Room,
): Promise<Map<string, ArchiveFile>> {
  const zip = await opened(bytes);
  const files = new Map<string, ArchiveFile>();
  for (const entry of await entriesOf(zip, room)) {
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

/** The archive's regular files; every entry is checked and has its room, and every folder. */
async function entriesOf(zip: ZipFile, room: Room): Promise<Entry[]> {
  const entries: Entry[] = [];
  const names = new Set<string>();
  const folders = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      const fault = faultOf(entry);
      if (fault !== null) throw new ArchiveFault(`its entry ${shown(entry.fileName)} ${fault}`);
      const name = entry.fileName.replace(/\/$/, '');
      if (names.has(name)) throw new ArchiveFault(`its entry ${shown(name)} stands there twice`);
      const before = folders.size;
      if (name !== entry.fileName) folders.add(name);
      // A folder that is known has all those above it known.
      for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
        const folder = name.slice(0, at);
        if (folders.has(folder)) break;
        folders.add(folder);
      }
      const isFile = name === entry.fileName;
      room.take(folders.size - before + (isFile ? 1 : 0), entry.uncompressedSize);
      if (!isFile) continue;
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
  if (parts.length > DEEPEST) return `is more than ${DEEPEST} folders deep`;
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
