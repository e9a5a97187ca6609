import { isLarger } from '../exact-json.ts';

/** The folder in the workdir that files are handed over from. */
export const DELIVERABLES_FOLDER = 'deliverables';

/** Announced files that may wait to be captured; the reader of the log waits when there are more. */
export const DELIVERABLE_QUEUE_BOUND = 64;

/** As long as a path may be on Linux, in UTF-8 bytes. */
const LONGEST_PATH = 4096;

/**
 * The absolute path of a file that was announced, without `.`, `..` and doubled slashes in it. A
 * relative one begins at the workdir, which is absolute. Looks at the text alone, by the rules of
 * POSIX: whether links lead elsewhere is for whoever opens it.
 *
 * @throws RangeError when it leaves the workdir or is no path.
 */
export function validateDeliverablePath(path: string, workdir: string): string {
  if (!workdir.startsWith('/')) {
    throw new RangeError(`The workdir ${shown(workdir)} must be absolute`);
  }
  const root = partsOf('workdir', workdir);
  const parts = partsOf('path', path, path.startsWith('/') ? [] : root);
  if (!isUnder(parts, root)) {
    throw new RangeError(
      `The path ${shown(path)} leads out of the workdir; put the file into ${DELIVERABLES_FOLDER}/`,
    );
  }
  return `/${parts.join('/')}`;
}

/**
 * An absolute path as it is named to people and callbacks: relative to the folder for deliverables.
 *
 * @throws RangeError when it is not strictly below that folder.
 */
export function relativizeDeliverablePath(absolute: string, workdir: string): string {
  const root = [...partsOf('workdir', workdir), DELIVERABLES_FOLDER];
  const parts = partsOf('path', absolute);
  if (!absolute.startsWith('/') || !isUnder(parts, root) || parts.length === root.length) {
    throw new RangeError(
      `The path ${shown(absolute)} is not below ${DELIVERABLES_FOLDER}/ in the workdir; put the file there`,
    );
  }
  return parts.slice(root.length).join('/');
}

/** The parts of a path that begins at `from`, those that go back taken out. */
function partsOf(field: string, path: string, from: readonly string[] = []): string[] {
  if (path === '') throw new RangeError(`The ${field} is empty`);
  if (path.includes('\0')) throw new RangeError(`The ${field} ${shown(path)} has a NUL in it`);
  if (isLarger(path, LONGEST_PATH)) {
    throw new RangeError(`The ${field} ${shown(path)} is longer than ${LONGEST_PATH} bytes`);
  }
  const parts = [...from];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

function isUnder(parts: readonly string[], root: readonly string[]): boolean {
  return root.every((part, index) => parts[index] === part);
}

function shown(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}
