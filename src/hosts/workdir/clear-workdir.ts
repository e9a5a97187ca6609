import { randomBytes } from 'node:crypto';
import { HostError } from '../host-error.ts';
import { LaunchedProcess } from '../process/launched-process.ts';
import type { ProgramRecord } from '../process/program-record.ts';
import { watchExits } from '../process/watch-exits.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import type { Workdir } from '../workdir.ts';
import { askWorkdir, workdirFault } from './ask-workdir.ts';

const RECORD = /^([0-9a-f]{32}),launched,(\d+),[^,]+,(\d+),[^,]+,([^,]+),*$/;
/** In place of a start time: only the mark counts. */
const ANY_START = '?';

/**
 * Ends what earlier sessions in a workdir left running, known by their marks, and moves aside what
 * they left there, so that neither can feed the session that begins.
 *
 * @throws HostError `workdir_in_use` when something of it cannot be ended.
 */
export async function clearWorkdir(
  open: OpenChannel,
  path: string,
  names: readonly string[],
): Promise<Workdir['earlier']> {
  for (const name of names) checkName(name);
  let ended = 0;
  const machine = { open, waitForExit: watchExits(open) };
  for (const record of await recordsIn(open, path)) {
    const { wasAlive, left } = await new LaunchedProcess(machine, record).stop({ steps: [] });
    if (left > 0) {
      throw new HostError(
        'workdir_in_use',
        `The workdir ${JSON.stringify(path)} is in use: ${left} processes that an earlier session started there can't be ended; restart the machine or use another workdir`,
      );
    }
    if (wasAlive) ended += 1;
  }
  const moment = `${Date.now()}-${randomBytes(3).toString('hex')}`;
  const [what, ...facts] = await askWorkdir(open, 'aside', path, moment, ...names);
  if (what === 'refused') throw workdirFault(path, facts);
  const moved = facts[0] === 'yes';
  return moved || ended > 0 ? { folder: `${path}/.causeway/earlier/${moment}`, ended } : undefined;
}

/** Programs may write there: what a record says is believed only as far as a process has its mark. */
async function recordsIn(open: OpenChannel, path: string): Promise<ProgramRecord[]> {
  const [, lines = ''] = await askWorkdir(open, 'records', path);
  return lines.split(';').flatMap((line) => {
    const [, mark = '', pid, runner, boot = ''] = RECORD.exec(line) ?? [];
    // To signal group 0 or 1 is to signal one's own, or everybody.
    if (mark === '' || Number(pid) < 2 || Number(runner) < 2) return [];
    return [
      {
        pid: Number(pid),
        start: ANY_START,
        runner: Number(runner),
        runnerStart: ANY_START,
        boot,
        mark,
        stateFolder: `${path}/.causeway`,
      },
    ];
  });
}

function checkName(name: string): void {
  const parts = name.split('/');
  if (parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\0\n]/.test(part)))
    return;
  throw new HostError(
    'unsafe_path',
    `${JSON.stringify(name)} is no name in a workdir; give one below it, without ".."`,
  );
}
