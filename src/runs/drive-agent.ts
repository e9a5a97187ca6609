import { runLogProtocolSession } from '../agents/run-log-protocol-session.ts';
import type { SessionOptions } from '../agents/session-options.ts';
import type { HostProcess } from '../hosts/process.ts';
import type { Workdir } from '../hosts/workdir.ts';
import type { RunEvent } from '../protocol/events/event.ts';
import type { RunEnded } from '../protocol/events/run.ts';
import { callViewer } from '../sandbox/node/call-viewer.ts';
import { childRuns } from './agent-child-runs.ts';
import type { AgentJournal } from './agent-journal.ts';
import { AgentRecord } from './agent-record.ts';
import { endedByOthers, notBegun, resultOf, runEndOf } from './agent-run-end.ts';
import type {
  AgentRunHandle,
  AgentRunResult,
  DriveOptions,
  RunDeliverable,
} from './agent-run-types.ts';
import { RunFeed } from './run-feed.ts';

/** A run that is in the journal and whose folder is held. */
export interface OpenedAgentRun {
  runId: string;
  journal: AgentJournal;
  workdir: Workdir;
  /** Position of the newest event that the driver knows. */
  lastSeq: number;
  options: DriveOptions;
  /** What the session is given beside what every one is. */
  session: Pick<SessionOptions, 'command' | 'body' | 'beforeExecute' | 'resume' | 'logFile'>;
  /** Facts for the end of the run, one sentence each. */
  notes: readonly string[];
  /** What is never recorded. Default: nothing. */
  secrets?: () => readonly string[];
  /** Called when nothing of the run is driven any more, here or, if it was taken over, by this process. */
  close: (end: { takenOver: boolean }) => Promise<void>;
}

/** Events that were recorded when the run ended are shown for so long, in milliseconds. */
const LAST_EVENTS_MS = 5000;

/** Drives an agent run from where it stands to its end. */
export function driveAgent(run: OpenedAgentRun): AgentRunHandle {
  const cancelling = new AbortController();
  let launched: HostProcess | undefined;
  const cancel = (reason = 'cancelled by whoever started it'): void => {
    if (cancelling.signal.aborted) void endAtOnce().catch(() => undefined);
    cancelling.abort(new Error(reason));
  };
  const endAtOnce = async (): Promise<void> => {
    const known = run.session.resume?.process;
    const agent = launched ?? (known && (await run.options.host.attach(known)));
    await agent?.stop({ steps: [] });
  };
  const { signal } = run.options;
  if (signal?.aborted) cancel(reasonOf(signal));
  const onAbort = (): void => cancel(reasonOf(signal));
  signal?.addEventListener('abort', onAbort, { once: true });
  const ended = drive(run, cancelling.signal, (process) => {
    launched = process;
  }).finally(() => signal?.removeEventListener('abort', onAbort));
  // Who only follows the run by its events is not forced to wait here too.
  ended.catch(() => undefined);
  return { runId: run.runId, ended, cancel };
}

async function drive(
  {
    runId,
    journal,
    workdir,
    lastSeq,
    options,
    session,
    notes: before,
    secrets,
    close,
  }: OpenedAgentRun,
  cancelled: AbortSignal,
  onLaunched: (process: HostProcess) => void,
): Promise<AgentRunResult> {
  const { host, onEvent, onDeliverable, afterExecute, params, metadata, limits } = options;
  const leaving = new AbortController();
  const feed = new RunFeed<RunEvent>();
  const deliverables: RunDeliverable[] = [];
  /** The end of the run, once the journal has it. */
  let recorded: RunEnded | undefined;
  const overtaken = new AbortController();
  const following = follow();
  const record = new AgentRecord(journal, runId, lastSeq, secrets);
  try {
    const came = await runLogProtocolSession({
      ...session,
      host,
      record,
      workdir,
      processId: runId,
      signal: AbortSignal.any([cancelled, overtaken.signal]),
      feed,
      startChild: childRuns(journal, runId),
      onLaunched,
      ...(onDeliverable && { onDeliverable }),
      ...(afterExecute && { afterExecute }),
      ...(params && { params }),
      ...(metadata && { metadata }),
      ...(limits && { limits }),
    }).catch((fault: unknown) => {
      // The agent of a run that was to be taken over goes on: its run must not end here.
      if (session.resume !== undefined) throw fault;
      return notBegun(fault, cancelled);
    });
    const end = { ...came, notes: [...before, ...came.notes] };
    const fault = await record.append([runEndOf(end)]).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    await Promise.race([following, passed(LAST_EVENTS_MS)]);
    if (fault !== undefined && recorded === undefined) throw fault.error;
    return resultOf(runId, fault === undefined ? end : endedByOthers(end, recorded), deliverables);
  } finally {
    leaving.abort();
    await close({ takenOver: record.isTakenOver });
  }

  async function follow(): Promise<void> {
    try {
      for await (const event of journal.follow(runId, { signal: leaving.signal })) {
        if (onEvent !== undefined) callViewer('onEvent', () => onEvent(event));
        if (event.type === 'deliverable.captured') {
          const { path, size, sha256, ref } = event;
          deliverables.push({ path, size, sha256, ref });
        }
        if (event.type === 'run.ended') {
          recorded = event;
          // Where the session goes on, somebody else has ended its run.
          overtaken.abort(new Error('The run was ended from outside.'));
        }
        // What was there before, the session has been told.
        if (event.seq > lastSeq) feed.push(event);
      }
      feed.end();
    } catch (fault) {
      feed.end({ fault });
    }
  }
}

function reasonOf(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason.message : String(reason);
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
