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

/**
 * Makes all of it in one go, with few programs, and tells the user's PATH. Where a session is taken
 * over, what is there stays as it is. No file that is there is written to: a link may lead anywhere.
 */
const PREPARE = `umask 077
log=$1 inbox=$2 folder=$3 bin=$4 taken=$5
shift 5
set -C
is_new() { [ "$taken" != yes ] || { [ ! -e "./$1" ] && [ ! -L "./$1" ]; }; }
if is_new "$folder"; then mkdir -- "$folder" || exit 1; fi
for file in "$log" "$inbox"; do
  if is_new "$file"; then : >"./$file" || exit 1; fi
done
[ ! -L "$bin" ] || rm -f -- "$bin"
mkdir -p -- "$bin" || exit 1
# Where a shell has come to stays what it was, whatever takes the place of the folder's name.
here=$(env pwd -P; printf .)
cd -P -- "$bin" || exit 1
there=$(env pwd -P; printf .)
case $there in
  "\${here%?.}/$bin"?.) ;;
  *) echo "$bin is a link where a folder is needed" >&2; exit 1 ;;
esac
rm -f -- ./*
while [ $# -gt 1 ]; do
  printf %s "$2" >"./$1" || exit 1
  shift 2
done
chmod 700 -- ./* || exit 1
printf %s "$PATH"`;

export interface PrepareRequest {
  /** Absolute. */
  workdir: string;
  logFile: string;
  takenOver: boolean;
  captureBrowser: boolean;
}

/** What a session makes in its workdir beside `.causeway`: `moveAside` of who opens one for it. */
export function sessionFiles(logFile: string = LOG_FILE): string[] {
  return [logFile, INBOX_FILE, DELIVERABLES_FOLDER];
}

/**
 * Makes the session's files: an empty log and inbox, the folder for deliverables, and the programs
 * that stand first on the agent's PATH. Resolves with the PATH that the user has there.
 */
export async function prepareWorkdir(host: Host, request: PrepareRequest): Promise<string> {
  const { workdir, logFile, takenOver, captureBrowser } = request;
  const names = [logFile, INBOX_FILE, DELIVERABLES_FOLDER, SCRIPTS_FOLDER];
  const scripts = agentScripts({ captureBrowser }).flatMap(({ name, content }) => [name, content]);
  const taken = takenOver ? 'yes' : 'no';
  const made = await host.run(['sh', '-c', PREPARE, 'sh', ...names, taken, ...scripts], {
    cwd: workdir,
  });
  if (made.exitCode === 0) return made.stdout;
  const why = made.stderr.trim() || 'for no reason that was told';
  throw new HostError(
    /no space|quota/i.test(why) ? 'no_disk' : 'command_failed',
    `Cannot begin a session in ${JSON.stringify(workdir)}: ${why}; open the folder with moveAside`,
  );
}
