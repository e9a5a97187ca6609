/** Packages that the shell library loads while it works, beside what is in its own bundle. */
export const LOADED_PACKAGES: readonly string[] = [
  'diff',
  'minimatch',
  'seek-bzip',
  'sprintf-js',
  'turndown',
];
