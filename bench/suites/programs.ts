import { join } from 'node:path';

/**
 * A program that is measured. These are plain JavaScript: taking types out of TypeScript would be
 * part of what is measured.
 */
export function programFile(name: string): string {
  return join(import.meta.dirname, '..', 'programs', name);
}
