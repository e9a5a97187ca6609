import { randomBytes } from 'node:crypto';
import { HostError } from '../host-error.ts';
import type { HostProcess, LaunchRequest } from '../process.ts';
import { askScript } from './ask-script.ts';
import { launchFault } from './launch-fault.ts';
import { encodeRequest } from './launch-request.ts';
import { LaunchedProcess, type ProgramMachine } from './launched-process.ts';
import { RUNNERS, START_RUNNER } from './scripts.ts';

/** What stays with a launched program, in the order in which it is tried. */
export type RunnerKind = 'perl' | 'python3' | 'sh';

/** How often a launch is asked for when its answer is lost; the runner starts only one program. */
const TRIES = 3;

/**
 * Starts a program on a machine so that it depends on nobody: a runner in a session of its own stays
 * with it and keeps its exit code. Paths in the request are absolute.
 */
export async function launchProgram(
  machine: ProgramMachine,
  request: LaunchRequest,
  runners: readonly RunnerKind[] = ['perl', 'python3', 'sh'],
): Promise<HostProcess> {
  const { open, signal } = machine;
  const mark = randomBytes(16).toString('hex');
  const asked = {
    script: START_RUNNER,
    word: mark,
    args: [mark, runners.join(' '), ...RUNNERS],
    input: encodeRequest(request, mark),
    ...(signal && { signal }),
  };
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      const [what, ...facts] = await askScript(open, asked);
      if (what !== 'launched') throw launchFault(request, facts);
      const [pid, start = '', runner, runnerStart = '', boot = ''] = facts;
      const { stateFolder } = request;
      return new LaunchedProcess(machine, {
        pid: Number(pid),
        start,
        runner: Number(runner),
        runnerStart,
        boot,
        mark,
        stateFolder,
      });
    } catch (fault) {
      const lost = fault instanceof HostError && fault.code === 'host_unreachable';
      if (!lost || left === 0) throw fault;
    }
  }
}
