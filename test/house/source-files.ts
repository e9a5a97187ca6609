import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The repository's root folder. */
export const root: string = join(import.meta.dirname, '../..');

const notOurs = /^(node_modules|dist|out|\.git)$/;

/** Files below a folder of the repository, as paths from its root with forward slashes. */
export function filesBelow(folder: string, matching: RegExp): string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const full = join(path, entry.name);
      if (entry.isDirectory() && !notOurs.test(entry.name)) visit(full);
      if (entry.isFile() && matching.test(entry.name)) found.push(full);
    }
  };
  visit(join(root, folder));
  return found.map((path) => relative(root, path).split(sep).join('/')).sort();
}

/** A repository file's text. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
