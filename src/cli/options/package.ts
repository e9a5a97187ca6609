import { readPinned } from '../../sandbox/node/packages/image/pinned-packages.ts';
import { optionFault } from './option-fault.ts';

/** Reads a requirement of `--package`, as `packages` of a sandbox takes it. */
export function parsePackage(text: string, before: readonly string[] = []): string[] {
  try {
    readPinned(text);
  } catch (error) {
    throw optionFault('--package', text, (error as Error).message);
  }
  return [...before, text];
}
