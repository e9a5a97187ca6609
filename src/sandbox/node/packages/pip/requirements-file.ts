import { posix } from 'node:path';
import { PackageError } from '../package-error.ts';

/** What a requirements file says. */
export interface RequirementsFile {
  requirements: string[];
  /** The last `--index-url`; null for none. */
  indexUrl: string | null;
  pre: boolean;
}

/** In bytes. */
const LONGEST = 1_000_000;
/** More than anybody has, a file that is included twice counted twice. */
const MOST_FILES = 100;
const MOST_REQUIREMENTS = 10_000;

/**
 * Reads a requirements file of the session and those that it includes with `-r`: a requirement a
 * line, comments, lines continued with a backslash.
 *
 * @throws PackageError `requirement_invalid` for options that are not supported in it.
 */
export async function readRequirementsFile(
  path: string,
  readFile: (path: string) => Promise<Uint8Array>,
  read = { files: 0 },
): Promise<RequirementsFile> {
  read.files += 1;
  if (read.files > MOST_FILES) throw unreadable(path, 'files include each other, or too many');
  const content = await readFile(path);
  if (content.length > LONGEST) throw unreadable(path, `it has more than ${LONGEST} bytes`);
  const text = new TextDecoder().decode(content);
  const file: RequirementsFile = { requirements: [], indexUrl: null, pre: false };
  for (const raw of text
    .replace(/^\uFEFF/, '')
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') continue;
    if (!line.startsWith('-')) {
      file.requirements.push(line);
      continue;
    }
    const [, option = '', value = ''] = /^(-[a-z]|--[a-z-]+)[\s=]*(.*)$/i.exec(line) ?? [];
    if (option === '-r' || option === '--requirement') {
      const included = posix.resolve(posix.dirname(path), value);
      const inner = await readRequirementsFile(included, readFile, read);
      file.requirements = file.requirements.concat(inner.requirements);
      file.indexUrl = inner.indexUrl ?? file.indexUrl;
      file.pre ||= inner.pre;
    } else if (option === '-i' || option === '--index-url') {
      file.indexUrl = value;
    } else if (option === '--pre') {
      file.pre = true;
    } else {
      throw unreadable(path, `${option === '' ? line : option} is not supported`);
    }
  }
  if (file.requirements.length > MOST_REQUIREMENTS) {
    throw unreadable(path, `it has more than ${MOST_REQUIREMENTS} requirements`);
  }
  return file;
}

function unreadable(path: string, why: string): PackageError {
  return new PackageError('requirement_invalid', `${path} cannot be used: ${why}`);
}
