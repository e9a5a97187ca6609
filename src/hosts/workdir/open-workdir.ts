import { HostError } from '../host-error.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import type { Workdir, WorkdirOptions } from '../workdir.ts';
import { askWorkdir, workdirFault } from './ask-workdir.ts';
import { clearWorkdir } from './clear-workdir.ts';
import { makeLock, supersede } from './driver-lock.ts';

const TASK = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Makes, or takes over, the folder of a task on a machine and locks it for this process. */
export async function openWorkdir(open: OpenChannel, options: WorkdirOptions): Promise<Workdir> {
  const { path = '', task, takeOver = false } = options;
  checkTask(task);
  if (options.path !== undefined) checkPath(options.path);
  const { nonce, text } = makeLock(task);
  let [what, ...facts] = await askWorkdir(open, 'open', path, task, text, '');
  if (what === 'refused' && facts[0] === 'held') {
    const dead = supersede(facts.slice(1).join(' '), task, takeOver, path || task);
    [what, ...facts] = await askWorkdir(open, 'open', path, task, text, dead);
  }
  if (what !== 'opened') throw workdirFault(path || task, facts);
  const [made, hex = ''] = facts;
  const opened = Buffer.from(hex, 'hex').toString('utf8');
  let held = true;
  const give = async (action: 'release' | 'remove'): Promise<void> => {
    if (!held) return;
    const [done, ...reasons] = await askWorkdir(open, action, opened, nonce);
    if (done === 'refused') throw workdirFault(opened, reasons);
    held = false;
  };
  let earlier: Workdir['earlier'];
  try {
    if (!takeOver) earlier = await clearWorkdir(open, opened, options.moveAside ?? []);
  } catch (fault) {
    await give('release');
    throw fault;
  }
  return {
    path: opened,
    made: made === 'yes',
    ...(earlier && { earlier }),
    release: () => give('release'),
    remove: () => give('remove'),
  };
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
