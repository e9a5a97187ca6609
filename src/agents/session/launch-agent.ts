import type { Host } from '../../hosts/host.ts';
import type { HostProcess } from '../../hosts/process.ts';
import type { AgentLaunched } from '../../protocol/events/agent.ts';
import type { AgentCommand } from '../agent-command.ts';
import { agentScriptVariables } from '../scripts/agent-scripts.ts';
import { STATE_FOLDER } from './prepare-workdir.ts';

/** Characters of a word of the command that are recorded. */
const WORD = 2_000;

export interface LaunchParts {
  host: Host;
  /** Absolute. */
  workdir: string;
  /** Relative to the workdir. */
  logFile: string;
  captureBrowser: boolean;
  /** PATH of the user on the host. */
  searchPath: string;
}

/** Starts the agent in its workdir; `count` is how many were started in this session before. */
export async function launchAgent(
  { host, workdir, logFile, captureBrowser, searchPath }: LaunchParts,
  { command, env = {}, cwd = workdir }: AgentCommand,
  count: number,
): Promise<HostProcess> {
  const path = env.PATH ?? searchPath;
  return await host.launch({
    command,
    cwd,
    env: {
      ...env,
      ...agentScriptVariables({ workdir, logFile: `${workdir}/${logFile}`, path, captureBrowser }),
    },
    stateFolder: `${workdir}/${STATE_FOLDER}${count === 0 ? '' : `-${count + 1}`}`,
  });
}

/** What is recorded of a launch. */
export function launchedEvent(
  { workdir, logFile }: Pick<LaunchParts, 'workdir' | 'logFile'>,
  { command, preset }: AgentCommand,
  process: HostProcess,
): AgentLaunched {
  return {
    type: 'agent.launched',
    command: command.map((word) => (word.length > WORD ? `${word.slice(0, WORD)}…` : word)),
    workdir,
    logFile,
    ...(preset !== undefined && { preset }),
    process: { ...process.record },
  };
}
