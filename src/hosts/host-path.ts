import { HostError } from './host-error.ts';

/**
 * An absolute path on a host, from one that is absolute or begins with `~/`.
 *
 * @throws HostError `unsafe_path` for a relative path and one with a NUL.
 */
export function hostPath(path: string, home: string): string {
  if (path.includes('\0')) {
    throw new HostError('unsafe_path', `${JSON.stringify(path)} holds a NUL; leave it out`);
  }
  if (path === '~') return home;
  if (path.startsWith('~/')) return `${home.replace(/\/$/, '')}/${path.slice(2)}`;
  if (path.startsWith('/')) return path;
  throw new HostError(
    'unsafe_path',
    `${JSON.stringify(path)} is not absolute; begin it with / or ~/`,
  );
}
