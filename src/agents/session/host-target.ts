/**
 * An absolute path on the host: one that is absolute as it is, `~` and `~/…` below the home, any
 * other below the workdir.
 *
 * @throws RangeError for an empty path, one with a NUL, and one that leaves the workdir.
 */
export function hostTarget(path: string, workdir: string, home: string): string {
  if (path === '' || path.includes('\0')) {
    throw new RangeError(`${JSON.stringify(path)} is no path on the host`);
  }
  if (path.startsWith('/')) return path;
  if (path === '~') return home;
  if (path.startsWith('~/')) return `${home}${path.slice(1)}`;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) {
    throw new RangeError(
      `The path ${JSON.stringify(path)} leaves the workdir; give an absolute path if you mean it`,
    );
  }
  return [workdir, ...parts].join('/');
}
