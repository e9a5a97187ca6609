import type { HostFacts } from '../../hosts/connection.ts';
import type { Workdir } from '../../hosts/workdir.ts';
import type { SessionOptions } from '../session-options.ts';
import type { Ending } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import { LOG_FILE, prepareWorkdir, sessionFiles } from './prepare-workdir.ts';

export interface OpenedSession {
  facts: HostFacts;
  workdir: Workdir;
  /** Where the machine looks for programs that it starts for this user. */
  searchPath: string;
  /** Lets another driver have the workdir, where it was opened here. */
  release: () => Promise<void>;
}

/**
 * Reaches the host and makes the workdir ready. Rejects with a HostError, and has then left nothing
 * behind that is in the way of another try.
 */
export async function openSession(
  options: SessionOptions,
  sink: EventSink,
  ending: Ending,
): Promise<OpenedSession> {
  const { host, processId, signal, resume, captureBrowser = true, logFile = LOG_FILE } = options;
  const facts = await host.connect(signal === undefined ? {} : { signal });
  const workdir =
    options.workdir ??
    (await host.openWorkdir({
      task: processId,
      takeOver: resume !== undefined,
      moveAside: sessionFiles(logFile),
    }));
  const release = async (): Promise<void> => {
    if (options.workdir === undefined) await workdir.release();
  };
  try {
    const { path, earlier } = workdir;
    if (earlier !== undefined) ending.note(aboutEarlier(earlier));
    const takenOver = resume !== undefined;
    const request = { workdir: path, logFile, takenOver, captureBrowser };
    const searchPath = await prepareWorkdir(host, request);
    void sink.add([{ type: 'host.connected', host: host.name, helper: facts.helper }]);
    return { facts, workdir, searchPath, release };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

function aboutEarlier({ folder, ended }: NonNullable<Workdir['earlier']>): string {
  const still = ended === 0 ? '' : `; ${ended} of its programs still ran and were ended`;
  return `What an earlier session left in the workdir was moved to ${folder}${still}.`;
}
