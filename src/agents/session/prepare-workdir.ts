import type { Host } from '../../hosts/host.ts';
import { HostError } from '../../hosts/host-error.ts';
import type { ProcessRecord } from '../../hosts/process.ts';
import { DELIVERABLES_FOLDER } from '../../protocol/log-channel/deliverable-path.ts';

/** Below the workdir: the runner's state of the agent. */
export const STATE_FOLDER = '.causeway/run';

/** Below the workdir: what finds the agent of the session before again. */
const RECORD_FILE = '.causeway/agent.json';

/** The file that the agent is told things in. */
export const INBOX_FILE = 'inbox.log';

/**
 * Arguments: workdir, then what a session begins without. An empty folder is removed, everything else
 * is moved aside, and told by name.
 */
const CLEAR = `cd -P -- "$1" || exit 1
shift
umask 077
mkdir -p .causeway || exit 1
count=1
while [ -e ".causeway/earlier/$count" ]; do count=$((count + 1)); done
aside=.causeway/earlier/$count
for name; do
  [ -e "$name" ] || [ -L "$name" ] || continue
  rmdir -- "$name" 2>/dev/null && continue
  mkdir -p -- "$aside" && mv -- "$name" "$aside/" || exit 1
  case $name in .causeway/*) ;; *) printf '%s\\n' "$name" ;; esac
done
mkdir -p .causeway/bin
mkdir -- "$DELIVERABLES"`;

export interface PreparedWorkdir {
  /** What an earlier session left there, and was moved out of the way. */
  movedAside: string[];
  /** Processes of an earlier session that still ran and were ended. */
  ended: number;
}

/**
 * Makes a folder ready for a session that begins: nothing of an earlier one is in its way, and
 * nothing that an earlier one left running writes there. The log and the inbox are there and empty.
 */
export async function prepareWorkdir(
  host: Host,
  workdir: string,
  logFile: string,
): Promise<PreparedWorkdir> {
  const ended = await endEarlierAgent(host, workdir);
  const names = [
    logFile,
    INBOX_FILE,
    DELIVERABLES_FOLDER,
    STATE_FOLDER,
    RECORD_FILE,
    '.causeway/bin',
  ];
  const cleared = await host.run(['sh', '-c', CLEAR, 'sh', workdir, ...names], {
    env: { DELIVERABLES: DELIVERABLES_FOLDER },
  });
  if (cleared.exitCode !== 0) {
    const why = cleared.stderr.trim() || 'for no reason that was told';
    throw new HostError('command_failed', `Cannot make ${JSON.stringify(workdir)} ready: ${why}`);
  }
  // Only this session's own: a file or a link that somebody puts there in between is refused.
  await host.writeFile(`${workdir}/${logFile}`, '', { exclusive: true });
  await host.writeFile(`${workdir}/${INBOX_FILE}`, '', { exclusive: true });
  return { movedAside: cleared.stdout.split('\n').filter((name) => name !== ''), ended };
}

/** Keeps what a later session in this folder needs to end what this one leaves running. */
export async function keepProcessRecord(
  host: Host,
  workdir: string,
  record: ProcessRecord,
): Promise<void> {
  await host.writeFile(`${workdir}/${RECORD_FILE}`, JSON.stringify(record), { mode: 0o600 });
}

async function endEarlierAgent(host: Host, workdir: string): Promise<number> {
  const text = await host
    .fetch(`${workdir}/${RECORD_FILE}`, { maxBytes: 65_536 })
    .catch(() => undefined);
  if (text === undefined) return 0;
  try {
    const record = JSON.parse(new TextDecoder().decode(text)) as ProcessRecord;
    const process = await host.attach(record);
    const { wasAlive, swept, left } = await process.stop();
    if (left > 0) {
      throw new HostError(
        'workdir_in_use',
        `${left} processes of an earlier session in ${JSON.stringify(workdir)} cannot be ended; use another folder`,
      );
    }
    return wasAlive ? swept + 1 : swept;
  } catch (error) {
    if (error instanceof HostError && error.code === 'workdir_in_use') throw error;
    // No trace of it, or nothing that can be read: then nothing of it can be ended either.
    if (error instanceof HostError && error.code === 'host_unreachable') throw error;
    return 0;
  }
}
