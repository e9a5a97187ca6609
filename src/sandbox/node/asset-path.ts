import { join } from 'node:path';
import { runtimeFiles } from './runtime-files.ts';

/** Absolute path of a file of the interpreter; without segments, of the folder of its files. */
export function resolveAssetPath(...segments: string[]): string {
  return join(runtimeFiles().pyodideDir, ...segments);
}
