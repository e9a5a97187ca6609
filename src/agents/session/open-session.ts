import type { HostFacts } from '../../hosts/connection.ts';
import type { Workdir } from '../../hosts/workdir.ts';
import { agentScripts, SCRIPTS_FOLDER } from '../scripts/agent-scripts.ts';
import type { SessionOptions } from '../session-options.ts';
import type { Ending } from './ending.ts';
import type { EventSink } from './event-sink.ts';
import { prepareWorkdir } from './prepare-workdir.ts';

export interface OpenedSession {
  facts: HostFacts;
  workdir: Workdir;
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
  const { host, processId, signal, resume, captureBrowser } = options;
  const logFile = options.logFile ?? 'optio.log';
  const facts = await host.connect(signal === undefined ? {} : { signal });
  const workdir =
    options.workdir ??
    (await host.openWorkdir({ task: processId, takeOver: resume !== undefined }));
  const release = async (): Promise<void> => {
    if (options.workdir === undefined) await workdir.release();
  };
  try {
    const { path } = workdir;
    void sink.add([{ type: 'host.connected', host: host.name, helper: facts.helper }]);
    // A driver that was killed before it started the agent may have prepared, or not.
    const isPrepared = resume !== undefined && (await isFile(options, `${path}/${logFile}`));
    if (!isPrepared) {
      const { movedAside, ended } = await prepareWorkdir(host, path, logFile);
      if (ended > 0) ending.notes.push(`${ended} processes of an earlier session were ended.`);
      if (movedAside.length > 0) {
        const names = movedAside.map((name) => JSON.stringify(name)).join(', ');
        ending.notes.push(`${names} of an earlier session moved to .causeway/earlier/.`);
      }
    }
    for (const { name, content } of agentScripts(
      captureBrowser === undefined ? {} : { captureBrowser },
    )) {
      await host.writeFile(`${path}/${SCRIPTS_FOLDER}/${name}`, content, { mode: 0o755 });
    }
    return { facts, workdir, release };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

async function isFile({ host }: SessionOptions, path: string): Promise<boolean> {
  return (await host.run(['test', '-f', path])).exitCode === 0;
}
