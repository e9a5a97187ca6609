import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HostError } from '../host-error.ts';
import { askScript } from '../process/ask-script.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import type { Workdir, WorkdirOptions } from '../workdir.ts';
import { makeLock, supersede } from './driver-lock.ts';

const SCRIPT = readFileSync(new URL('./scripts/workdir.sh', import.meta.url), 'utf8');
const TASK = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Makes, or takes over, the folder of a task on a machine and locks it for this process. */
export async function openWorkdir(open: OpenChannel, options: WorkdirOptions): Promise<Workdir> {
  const { path = '', task, takeOver = false } = options;
  checkTask(task);
  if (options.path !== undefined) checkPath(options.path);
  const { nonce, text } = makeLock(task);
  let [what, ...facts] = await ask(open, 'open', path, task, text, '');
  if (what === 'refused' && facts[0] === 'held') {
    const dead = supersede(facts.slice(1).join(' '), task, takeOver, path || task);
    [what, ...facts] = await ask(open, 'open', path, task, text, dead);
  }
  if (what !== 'opened') throw workdirFault(path || task, facts);
  const [made, hex = ''] = facts;
  const opened = Buffer.from(hex, 'hex').toString('utf8');
  let held = true;
  const give = async (action: 'release' | 'remove'): Promise<void> => {
    if (!held) return;
    const [done, ...reasons] = await ask(open, action, opened, nonce);
    if (done === 'refused') throw workdirFault(opened, reasons);
    held = false;
  };
  return {
    path: opened,
    made: made === 'yes',
    release: () => give('release'),
    remove: () => give('remove'),
  };
}

async function ask(open: OpenChannel, ...args: string[]): Promise<string[]> {
  const word = randomBytes(8).toString('hex');
  return await askScript(open, { script: SCRIPT, word, args: [word, ...args] });
}

function checkTask(task: string): void {
  if (TASK.test(task)) return;
  throw new HostError(
    'unsafe_path',
    `${JSON.stringify(task)} is no name of a task; use up to 100 of A-Z, a-z, 0-9, ".", "_" and "-", a letter or digit first`,
  );
}

function checkPath(path: string): void {
  const absolute = path.startsWith('/') || path === '~' || path.startsWith('~/');
  if (absolute && !path.includes('\0') && !/^\/+$/.test(path)) return;
  throw new HostError(
    'unsafe_path',
    `${JSON.stringify(path)} can't be a workdir; give a folder that begins with / or ~/`,
  );
}

function workdirFault(path: string, [what, ...rest]: readonly string[]): HostError {
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
