import type { Host } from '../../hosts/host.ts';
import { HostError } from '../../hosts/host-error.ts';
import { DELIVERABLES_FOLDER } from '../../protocol/log-channel/deliverable-path.ts';
import { agentScripts, SCRIPTS_FOLDER } from '../scripts/agent-scripts.ts';

/** Below the workdir: the runner's state of the agent. */
export const STATE_FOLDER = '.causeway/run';

/** The log of an agent that is not told otherwise. */
export const LOG_FILE = 'optio.log';

/** The file that the agent is told things in. */
export const INBOX_FILE = 'inbox.log';

/** What a session makes in its workdir beside `.causeway`: `moveAside` of who opens one for it. */
export function sessionFiles(logFile: string = LOG_FILE): string[] {
  return [logFile, INBOX_FILE, DELIVERABLES_FOLDER];
}

/** Makes the session's files: the log and the inbox are empty, and nothing lies in the folder. */
export async function prepareWorkdir(host: Host, workdir: string, logFile: string): Promise<void> {
  const made = await host.run(['mkdir', '--', DELIVERABLES_FOLDER], { cwd: workdir });
  if (made.exitCode !== 0) {
    const why = made.stderr.trim() || 'for no reason that was told';
    throw new HostError(
      'file_exists',
      `Cannot begin in ${JSON.stringify(workdir)}: ${why}; open it with moveAside`,
    );
  }
  // Only this session's own: a file or a link that somebody puts there in between is refused.
  await host.writeFile(`${workdir}/${logFile}`, '', { exclusive: true });
  await host.writeFile(`${workdir}/${INBOX_FILE}`, '', { exclusive: true });
}

/** Writes the programs that stand first on the agent's PATH. */
export async function writeScripts(
  host: Host,
  workdir: string,
  captureBrowser: boolean,
): Promise<void> {
  const folder = `${workdir}/${SCRIPTS_FOLDER}`;
  await host.run(['mkdir', '-p', '--', folder], { check: true });
  for (const { name, content } of agentScripts({ captureBrowser })) {
    await host.writeFile(`${folder}/${name}`, content, { mode: 0o755 });
  }
}
