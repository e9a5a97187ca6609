import { existsSync } from 'node:fs';
import { readPinned } from '../../sandbox/node/packages/image/pinned-packages.ts';
import { optionFault } from './option-fault.ts';

/** Reads a requirement of `--package`, as `packages` of a sandbox takes it. */
export function parsePackage(text: string, before: readonly string[] = []): string[] {
  try {
    const { location } = readPinned(text);
    if (location?.kind === 'file' && !existsSync(location.path)) {
      throw new Error(`there is no such file: ${location.path}`);
    }
  } catch (error) {
    throw optionFault('--package', text, (error as Error).message);
  }
  return [...before, text];
}
