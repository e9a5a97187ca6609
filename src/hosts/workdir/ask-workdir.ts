import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HostError } from '../host-error.ts';
import { askScript } from '../process/ask-script.ts';
import type { OpenChannel } from '../ssh/channel.ts';

const SCRIPT = readFileSync(new URL('./scripts/workdir.sh', import.meta.url), 'utf8');

/** Has the script of workdirs do something on a machine; resolves with the words of its answer. */
export async function askWorkdir(open: OpenChannel, ...args: string[]): Promise<string[]> {
  const word = randomBytes(8).toString('hex');
  return await askScript(open, { script: SCRIPT, word, args: [word, ...args] });
}

/** The error for what the script refused. */
export function workdirFault(path: string, [what, ...rest]: readonly string[]): HostError {
  const folder = JSON.stringify(path);
  const why = rest.join(' ');
  switch (what) {
    case 'disk':
      return new HostError('no_disk', `No room for the workdir ${folder}: ${why}`);
    case 'permission':
      return new HostError('no_permission', `May not use the workdir ${folder}: ${why}`);
    case 'link':
      return new HostError('unsafe_path', `${why} is a link where a folder is needed; remove it`);
    case 'moved':
      return new HostError(
        'unsafe_path',
        `${folder} is not the folder that was opened any more; nothing was removed`,
      );
    case 'held':
      return new HostError(
        'workdir_in_use',
        `The workdir ${folder} is in use: another driver took it over just before`,
      );
    default:
      return new HostError('command_failed', `Cannot use the workdir ${folder}: ${why}`);
  }
}
