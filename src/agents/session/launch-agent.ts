import type { Host } from '../../hosts/host.ts';
import type { HostProcess } from '../../hosts/process.ts';
import type { AgentCommand } from '../agent-command.ts';
import type { EventSink } from './event-sink.ts';
import { keepProcessRecord, STATE_FOLDER } from './prepare-workdir.ts';

/** Characters of a word of the command that are recorded. */
const WORD = 2_000;

export interface LaunchParts {
  host: Host;
  sink: EventSink;
  workdir: string;
  logFile: string;
}

/** Starts the agent in its workdir; resolves when it runs and what finds it again is recorded. */
export async function launchAgent(
  { host, sink, workdir, logFile }: LaunchParts,
  { command, env = {}, cwd = workdir, preset }: AgentCommand,
  count: number,
): Promise<HostProcess> {
  const bin = `${workdir}/.causeway/bin`;
  const path = env.PATH ?? (await hostPath(host));
  const process = await host.launch({
    command,
    cwd,
    env: {
      CAUSEWAY_LOG: `${workdir}/${logFile}`,
      BROWSER: `${bin}/xdg-open`,
      ...env,
      PATH: `${bin}:${path}`,
    },
    stateFolder: `${workdir}/${STATE_FOLDER}${count === 0 ? '' : `-${count + 1}`}`,
  });
  const launched = {
    type: 'agent.launched' as const,
    command: command.map((word) => (word.length > WORD ? `${word.slice(0, WORD)}…` : word)),
    workdir,
    logFile,
    ...(preset !== undefined && { preset }),
    process: { ...process.record },
  };
  try {
    await sink.add([launched]);
    await keepProcessRecord(host, workdir, process.record);
  } catch (error) {
    // An agent that nobody knows of would run on for ever.
    await process.stop().catch(() => undefined);
    throw error;
  }
  return process;
}

/** Where the machine looks for programs that it starts for this user. */
async function hostPath(host: Host): Promise<string> {
  const { stdout } = await host.run({ shell: 'printf %s "$PATH"' });
  return stdout || '/usr/local/bin:/usr/bin:/bin';
}
