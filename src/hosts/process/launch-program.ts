import { randomBytes } from 'node:crypto';
import { HostError } from '../host-error.ts';
import type { HostProcess, LaunchRequest } from '../process.ts';
import type { OpenChannel } from '../ssh/channel.ts';
import { askScript } from './ask-script.ts';
import { launchFault } from './launch-fault.ts';
import { encodeRequest } from './launch-request.ts';
import { LaunchedProcess } from './launched-process.ts';
import { RUNNERS, START_RUNNER } from './scripts.ts';

/** What stays with a launched program, in the order in which it is tried. */
export type RunnerKind = 'perl' | 'python3' | 'sh';

export interface LaunchOptions {
  /** Runners that may be used, best first. Default: all. */
  runners?: readonly RunnerKind[];
  /** Ends what waits for the program, not the program. */
  signal?: AbortSignal;
}

/** How often a launch is asked for when its answer is lost; the runner starts only one program. */
const TRIES = 3;

/**
 * Starts a program on a machine so that it depends on nobody: a runner in a session of its own stays
 * with it and keeps its exit code. Paths in the request are absolute.
 */
export async function launchProgram(
  open: OpenChannel,
  request: LaunchRequest,
  options: LaunchOptions = {},
): Promise<HostProcess> {
  const { runners = ['perl', 'python3', 'sh'], signal } = options;
  const mark = randomBytes(16).toString('hex');
  const asked = {
    script: START_RUNNER,
    word: mark,
    args: [runners.join(' '), ...RUNNERS],
    input: encodeRequest(request, mark),
    ...(signal && { signal }),
  };
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      const [what, ...facts] = await askScript(open, asked);
      if (what !== 'launched') throw launchFault(request, facts);
      const [pid, start = '', runner, runnerStart = '', boot = ''] = facts;
      const { stateFolder } = request;
      return new LaunchedProcess(
        open,
        { pid: Number(pid), start, runner: Number(runner), runnerStart, boot, mark, stateFolder },
        signal,
      );
    } catch (fault) {
      const lost = fault instanceof HostError && fault.code === 'host_unreachable';
      if (!lost || left === 0) throw fault;
    }
  }
}
