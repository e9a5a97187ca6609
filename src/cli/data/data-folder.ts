import { resolve } from 'node:path';
import { defaultDataDirectory } from '../../journal/data-directory.ts';

/** The folder that runs are kept in: the one of `--data`, else the user's own. */
export function dataFolder(given?: string): string {
  return resolve(given ?? defaultDataDirectory());
}
