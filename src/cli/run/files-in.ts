import { readFile, stat } from 'node:fs/promises';
import type { GivenFile } from '../../runs/api.ts';
import { CommandError, pathFault } from '../command-error.ts';
import type { PathPair } from '../options/path-pair.ts';

/** Reads the files that `--file` puts into the sandbox, keeping at most `limitBytes` together. */
export async function readFilesIn(
  pairs: readonly PathPair[],
  limitBytes: number,
): Promise<GivenFile[]> {
  const files: GivenFile[] = [];
  let bytes = 0;
  for (const { here, sandbox } of pairs) {
    try {
      bytes += (await stat(here)).size;
      if (bytes > limitBytes) break;
      files.push({ path: sandbox, content: await readFile(here) });
    } catch (cause) {
      const fault = pathFault(cause) ?? `could not be read: ${(cause as Error).message}`;
      throw new CommandError(`--file ${here} ${fault}`, { cause });
    }
  }
  if (bytes > limitBytes) {
    throw new CommandError(
      `--file: the files are larger together than the sandbox’s disk of ${limitBytes} bytes; give fewer or smaller ones`,
    );
  }
  return files;
}
