import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../file-error.ts';
import { HostError } from '../host-error.ts';

/** Finds files of this machine as `Host.glob` says; names that begin with a dot only when asked for. */
export async function findFiles(pattern: string, { cwd }: { cwd: string }): Promise<string[]> {
  if (pattern.startsWith('/') || pattern.split('/').includes('..')) {
    const shown = JSON.stringify(pattern);
    throw new HostError('unsafe_path', `The pattern ${shown} leads out of its folder; drop "..".`);
  }
  // Everything below a folder, without the folder itself.
  const below = pattern.replace(/(^|\/)\*\*\/*$/, '$1**/*');
  const found: string[] = [];
  try {
    for await (const path of glob(below, { cwd })) found.push(join(cwd, path));
  } catch (error) {
    throw fileError(error, 'search', cwd);
  }
  return found.sort();
}
