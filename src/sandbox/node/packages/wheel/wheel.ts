import { createHash } from 'node:crypto';
import { compare } from '@renovatebot/pep440';
import { PackageError } from '../package-error.ts';
import { normalizeName } from '../requirement/package-name.ts';
import { readScripts, type ScriptTarget } from './console-scripts.ts';
import { type Metadata, parseFields, parseMetadata } from './metadata.ts';
import { parseRecord } from './record.ts';
import type { Room, Space } from './space.ts';
import { isForPlatforms, type WheelName } from './wheel-name.ts';
import { ArchiveFault, type ArchiveFile, unpackArchive } from './zip-archive.ts';

/** A wheel that was unpacked in memory and verified against its own RECORD. */
export interface Wheel {
  name: WheelName;
  metadata: Metadata;
  /** Of the wheel itself, in hex. */
  sha256: string;
  /** Holds machine code for this platform, or is marked as if it did. */
  binary: boolean;
  /** Name of its `.dist-info` folder. */
  distInfo: string;
  /** By their names in the archive. */
  files: ReadonlyMap<string, ArchiveFile>;
  /** Programs that its entry points declare, by name: module and attribute of each. */
  scripts: ReadonlyMap<string, ScriptTarget>;
  /** What it takes of the room for packages. */
  room: Room;
}

/** Files of `.dist-info` that no RECORD vouches for: it and its signatures. */
export const UNRECORDED = ['RECORD', 'RECORD.jws', 'RECORD.p7s'] as const;

/** In bytes. The RECORD of a hundred thousand files is smaller. */
const LONGEST_TEXT = 32 * 1024 * 1024;

/** How a WebAssembly module begins. */
const WASM = Buffer.from('\0asm', 'latin1');

/**
 * Unpacks a wheel in memory and checks it.
 *
 * @throws PackageError `wheel_invalid` or `packages_too_large`.
 */
export async function readWheel(
  name: WheelName,
  bytes: Uint8Array,
  sha256: string,
  space: Space,
): Promise<Wheel> {
  const invalid = (why: string): PackageError =>
    new PackageError('wheel_invalid', `${name.fileName} is not a good wheel: ${why}`);
  try {
    const room = space.room(name.fileName);
    const files = await unpackArchive(bytes, room);
    const distInfo = distInfoOf(name, files);
    const text = (file: string): string => textOf(files, `${distInfo}/${file}`);
    checkFormat(text('WHEEL'));
    const metadata = parseMetadata(contentOf(files, `${distInfo}/METADATA`));
    if (metadata === null) throw new ArchiveFault('its METADATA has no name and version');
    if (metadata.key !== name.key || compare(metadata.version, name.version) !== 0) {
      throw new ArchiveFault(`its METADATA says ${metadata.name} ${metadata.version}`);
    }
    checkRecord(files, distInfo, text('RECORD'));
    const code = [...files].some(
      ([path, { content }]) => path.endsWith('.so') && WASM.equals(content.subarray(0, 4)),
    );
    const entryPoints = `${distInfo}/entry_points.txt`;
    const scripts = files.has(entryPoints) ? readScripts(text('entry_points.txt')) : new Map();
    if (scripts === null) throw new ArchiveFault(`its ${entryPoints} is too large to be one`);
    room.take(scripts.size, 0);
    const binary = code || isForPlatforms(name);
    return { name, metadata, sha256, binary, distInfo, files, scripts, room };
  } catch (error) {
    throw error instanceof ArchiveFault ? invalid(error.message) : error;
  }
}

function distInfoOf(name: WheelName, files: ReadonlyMap<string, ArchiveFile>): string {
  const found = new Set<string>();
  for (const path of files.keys()) {
    const [folder = ''] = path.split('/', 1);
    if (folder.endsWith('.dist-info') && folder !== path) found.add(folder);
  }
  const [only, ...others] = found;
  if (only === undefined) throw new ArchiveFault('it has no .dist-info folder');
  if (others.length > 0) throw new ArchiveFault('it has more than one .dist-info folder');
  const [, own = '', version = ''] = /^(.*)-([^-]*)\.dist-info$/.exec(only) ?? [];
  if (normalizeName(own) !== name.key || !sameVersion(version, name.version)) {
    throw new ArchiveFault(`its folder ${only} is of another package or version`);
  }
  return only;
}

function sameVersion(one: string, other: string): boolean {
  try {
    return compare(one, other) === 0;
  } catch {
    return false;
  }
}

function contentOf(files: ReadonlyMap<string, ArchiveFile>, path: string): Uint8Array {
  const file = files.get(path);
  if (file === undefined) throw new ArchiveFault(`it has no ${path}`);
  return file.content;
}

function textOf(files: ReadonlyMap<string, ArchiveFile>, path: string): string {
  const content = contentOf(files, path);
  if (content.length > LONGEST_TEXT) throw new ArchiveFault(`its ${path} is too large to be one`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new ArchiveFault(`its ${path} is not UTF-8`);
  }
}

function checkFormat(text: string): void {
  const fields = parseFields(text);
  const [version = ''] = fields.get('wheel-version') ?? [];
  if (!/^1\.\d+$/.test(version)) {
    throw new ArchiveFault(`its format is of version ${JSON.stringify(version)}, not 1.x`);
  }
  const [pure = ''] = fields.get('root-is-purelib') ?? [];
  if (!/^(true|false)$/i.test(pure)) {
    throw new ArchiveFault('its WHEEL does not say whether Root-Is-Purelib');
  }
}

/** Every file must be in RECORD with its hash, and every line of RECORD must be of a file. */
function checkRecord(
  files: ReadonlyMap<string, ArchiveFile>,
  distInfo: string,
  text: string,
): void {
  const rows = parseRecord(text);
  if (rows === null) throw new ArchiveFault('its RECORD cannot be read');
  const unrecorded = new Set<string>(UNRECORDED.map((file) => `${distInfo}/${file}`));
  const recorded = new Set<string>();
  for (const { path, hash, size } of rows) {
    recorded.add(path);
    // A few builders list folders too.
    if (unrecorded.has(path) || path.endsWith('/')) continue;
    const file = files.get(path);
    if (file === undefined) throw new ArchiveFault(`its RECORD lists ${path}, which is not in it`);
    checkRow(path, hash, size, file.content);
  }
  for (const path of files.keys()) {
    if (!recorded.has(path) && !unrecorded.has(path)) {
      throw new ArchiveFault(`it holds ${path}, which its RECORD does not list`);
    }
  }
}

function checkRow(path: string, hash: string, size: string, content: Uint8Array): void {
  const [, algorithm = '', digest = ''] = /^(sha256|sha384|sha512)=([\w-]+)=*$/.exec(hash) ?? [];
  if (algorithm === '') throw new ArchiveFault(`its RECORD gives ${path} no hash that counts`);
  const has = createHash(algorithm).update(content).digest('base64url');
  if (has !== digest) {
    throw new ArchiveFault(`${path} has ${algorithm} ${has}, but RECORD says ${digest}`);
  }
  if (size !== '' && size !== String(content.length)) {
    throw new ArchiveFault(`${path} has ${content.length} bytes, but RECORD says ${size}`);
  }
}
