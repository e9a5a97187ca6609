import { Buffer } from 'node:buffer';

/** The longest path that the system takes, in bytes. */
const MAX_PATH_BYTES = 4096;

/**
 * The names that lead from a folder to a file strictly inside it: no `..`, nothing absolute. A text
 * instead of them says why a path is refused.
 */
export function capturePathNames(path: string): [string, ...string[]] | string {
  if (path.startsWith('/')) return 'The path is absolute; it must be relative to the folder.';
  if (path.includes('\0')) return 'The path has a zero byte in it.';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return 'The path is longer than 4096 bytes.';
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) return 'The path has ".." in it.';
  const [first, ...others] = names;
  return first === undefined ? 'The path is the folder itself.' : [first, ...others];
}
