import envPaths from 'env-paths';

/**
 * The folder where this user's journal is kept by default: what `CAUSEWAY_DATA_DIR` names, else the
 * `causeway` folder among the user's data, wherever the system has that.
 */
export function defaultDataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const given = env.CAUSEWAY_DATA_DIR;
  if (given !== undefined && given !== '') return given;
  return envPaths('causeway', { suffix: '' }).data;
}
