import { resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * The folder that runs are kept in: the one of `--data`, else of `CAUSEWAY_DATA_DIR`, else
 * `causeway` in the user's data folder.
 */
export function dataFolder(given?: string): string {
  const named = given ?? (process.env.CAUSEWAY_DATA_DIR || undefined);
  return resolve(named ?? envPaths('causeway', { suffix: '' }).data);
}
