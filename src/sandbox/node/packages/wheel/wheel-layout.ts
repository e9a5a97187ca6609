import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { PackageError } from '../package-error.ts';
import type { Platform } from '../platform.ts';
import { scriptOf } from './console-scripts.ts';
import { formatRecord, type RecordRow } from './record.ts';
import { UNRECORDED, type Wheel } from './wheel.ts';

/** A file that an installed package has in the session. */
export interface InstalledFile {
  content: Uint8Array;
  executable: boolean;
}

/** How a wheel came to be installed. */
export interface WheelOrigin {
  /** Asked for by name, and not only needed by another package. */
  requested: boolean;
  /** Where it is from, when the requirement said so itself. */
  url: string | null;
}

/** Written into every package that is installed here. */
const INSTALLER = 'causeway';

/** Where programs of packages are put. */
const SCRIPTS = '/bin';

/** Folders that are not for files, and the standard library. */
const NOT_FOR_PACKAGES = /^\/(dev|proc)(\/|$)|^\/lib\/python\d+\.zip$/;

/**
 * The files of a wheel by the path they have in the session: those of its root and its `.data`
 * folders, its scripts, and the records that `importlib.metadata` reads.
 *
 * @throws PackageError `wheel_invalid` for a wheel whose files have no place to go to.
 */
export function layOutWheel(
  wheel: Wheel,
  { requested, url }: WheelOrigin,
  platform: Platform,
): Map<string, InstalledFile> {
  const { distInfo, name } = wheel;
  const invalid = (why: string): PackageError =>
    new PackageError('wheel_invalid', `${name.fileName} is not a good wheel: ${why}`);
  const placed = new Map<string, InstalledFile>();
  const place = (path: string, content: Uint8Array, executable: boolean): void => {
    if (placed.has(path)) throw invalid(`two of its files go to ${path}`);
    if (NOT_FOR_PACKAGES.test(path)) throw invalid(`a file of it goes to ${path}`);
    placed.set(path, { content, executable });
  };
  const unrecorded = new Set<string>(UNRECORDED.map((file) => `${distInfo}/${file}`));
  const data = `${distInfo.slice(0, -'.dist-info'.length)}.data/`;
  for (const [path, { content, executable }] of wheel.files) {
    if (unrecorded.has(path)) continue;
    if (!path.startsWith(data)) {
      place(posix.join(platform.sitePackages, path), content, executable);
      continue;
    }
    const [kind = '', ...rest] = path.slice(data.length).split('/');
    const folder = dataFolder(kind, wheel, platform);
    if (folder === null || rest.length === 0) throw invalid(`${path} is of no kind of data`);
    const script = kind === 'scripts';
    const bytes = script ? withInterpreter(content, platform.executable) : content;
    place(posix.join(folder, ...rest), bytes, script || executable);
  }
  const text = new TextEncoder();
  const own = posix.join(platform.sitePackages, distInfo);
  for (const [script, target] of wheel.scripts) {
    const path = posix.join(SCRIPTS, script);
    // A wheel may bring the program that its entry point would make.
    if (!placed.has(path)) place(path, text.encode(scriptOf(target, platform.executable)), true);
  }
  placed.set(`${own}/INSTALLER`, { content: text.encode(`${INSTALLER}\n`), executable: false });
  if (requested) placed.set(`${own}/REQUESTED`, { content: new Uint8Array(), executable: false });
  if (url !== null) {
    const direct = { url, archive_info: { hashes: { sha256: wheel.sha256 } } };
    const content = text.encode(JSON.stringify(direct));
    placed.set(`${own}/direct_url.json`, { content, executable: false });
  }
  const content = text.encode(recordOf(placed, `${own}/RECORD`, platform.sitePackages));
  placed.set(`${own}/RECORD`, { content, executable: false });
  return placed;
}

function dataFolder(kind: string, { name }: Wheel, platform: Platform): string | null {
  switch (kind) {
    case 'purelib':
    case 'platlib':
      return platform.sitePackages;
    case 'scripts':
      return SCRIPTS;
    case 'data':
      return '/';
    case 'headers':
      return `/include/python${platform.markers.python_version}/${name.name}`;
    default:
      return null;
  }
}

/** A script says `#!python` where the interpreter's path belongs. */
function withInterpreter(content: Uint8Array, executable: string): Uint8Array {
  const head = Buffer.from(content.subarray(0, 9)).toString('latin1');
  const [mark] = /^#!pythonw?/.exec(head) ?? [];
  if (mark === undefined) return content;
  return Buffer.concat([Buffer.from(`#!${executable}`), content.subarray(mark.length)]);
}

function recordOf(
  files: ReadonlyMap<string, InstalledFile>,
  record: string,
  sitePackages: string,
): string {
  const rows: RecordRow[] = [...files].map(([path, { content }]) => ({
    path: posix.relative(sitePackages, path),
    hash: `sha256=${createHash('sha256').update(content).digest('base64url')}`,
    size: String(content.length),
  }));
  rows.push({ path: posix.relative(sitePackages, record), hash: '', size: '' });
  return formatRecord(rows);
}
