import { homedir } from 'node:os';
import { HostError } from '../host-error.ts';

/**
 * A path as the file system takes it: `~/` stands for the user's home.
 *
 * @throws HostError `unsafe_path` for a relative path and one with a NUL.
 */
export function localPath(path: string): string {
  if (path.includes('\0')) {
    throw new HostError('unsafe_path', `No path may have a NUL in it: ${JSON.stringify(path)}`);
  }
  if (path === '~' || path.startsWith('~/')) return homedir() + path.slice(1);
  if (path.startsWith('/')) return path;
  throw new HostError(
    'unsafe_path',
    `${JSON.stringify(path)} depends on the current folder; give a path that begins with / or ~/`,
  );
}
