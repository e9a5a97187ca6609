import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, pathFault } from '../command-error.ts';
import { FAILURE_EXIT_CODE } from '../exit-codes.ts';
import type { PathPair } from '../options/path-pair.ts';

/** Refuses a destination of `--out` that can’t be written, before anything has run. */
export async function checkDestinations(pairs: readonly PathPair[]): Promise<void> {
  for (const { here } of pairs) {
    const existing = await stat(here).catch(() => undefined);
    if (existing?.isDirectory()) {
      throw new CommandError(`--out ${here} is a folder; name the file to write`);
    }
    const target = existing ? here : dirname(here);
    await access(target, constants.W_OK).catch((cause: unknown) => {
      const missing = pathFault(cause) === pathFault({ code: 'ENOENT' });
      const fault = missing
        ? 'has no folder to go to; create it'
        : 'may not be written; check its permissions';
      throw new CommandError(`--out ${here} ${fault}`, { cause });
    });
  }
}

/** Writes what the program left in the sandbox; what could not be saved is an error in the end. */
export async function writeFilesOut(
  pairs: readonly PathPair[],
  files: readonly { path: string; content: Uint8Array }[],
): Promise<void> {
  const faults: string[] = [];
  for (const { here, sandbox } of pairs) {
    const file = files.find(({ path }) => path === sandbox);
    if (file === undefined) {
      // A folder or a link of that name is no file to hand out either.
      faults.push(`--out ${sandbox}: the program left no regular file of that name`);
      continue;
    }
    await writeFile(here, file.content).catch((cause: NodeJS.ErrnoException) => {
      const why = cause.code ?? cause.message;
      faults.push(`--out ${here} cannot be written (${why}); choose another place`);
    });
  }
  if (faults.length > 0) {
    throw new CommandError(faults.join('; '), { exitCode: FAILURE_EXIT_CODE });
  }
}
